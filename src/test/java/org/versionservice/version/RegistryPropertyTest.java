package org.versionservice.version;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.versionservice.version.Outcome.Applied;

/** Tests that no sequence of changes issues a version twice. */
class RegistryPropertyTest {

  @Provide
  Arbitrary<List<Change>> sequences() {
    return AnyChange.sequences();
  }

  @Property(tries = 200)
  void apply_anyChanges_issuesOnlyVersionsAboveAllBefore(
      @ForAll("sequences") List<Change> changes) {
    make(changes, new RegistryDriver(), new VersionsHad());
  }

  @Property(tries = 200)
  void apply_anyChanges_leavesTheAppsAsTheLastStepSays(@ForAll("sequences") List<Change> changes) {
    RegistryDriver driver = new RegistryDriver();
    Map<ApplicationId, Transition> last = new TreeMap<>();
    for (Change change : changes) {
      if (driver.ask(change) instanceof Applied applied) {
        applied.transitions().forEach(step -> last.merge(step.app(), step, this::current));
      }
    }

    assertThat(driver.registry().all())
        .extracting(RegistryPropertyTest::text)
        .containsExactlyElementsOf(
            last.values().stream()
                .filter(step -> step.type() != Transition.Type.DELETE)
                .map(RegistryPropertyTest::text)
                .toList());
    assertThat(driver.registry().allDeleted())
        .extracting(RegistryPropertyTest::text)
        .containsExactlyElementsOf(
            last.values().stream()
                .filter(step -> step.type() == Transition.Type.DELETE)
                .map(RegistryPropertyTest::text)
                .toList());
  }

  @Property(tries = 200)
  void apply_changeThatWasOvertaken_issuesNoVersionOfTheNewerState(
      @ForAll("sequences") List<Change> before,
      @ForAll(supplier = AnyChange.class) Change overtaken,
      @ForAll("sequences") List<Change> meanwhile) {
    RegistryDriver driver = new RegistryDriver();
    VersionsHad had = new VersionsHad();
    make(before, driver, had);
    Registry older = driver.registry();
    Outcome first = older.apply(overtaken, RegistryDriver.START);
    make(meanwhile, driver, had);

    if (driver.ask(overtaken) instanceof Applied applied) {
      had.add(overtaken, applied.transitions());
    }
    assertThat(older.apply(overtaken, RegistryDriver.START))
        .usingRecursiveComparison()
        .isEqualTo(first);
  }

  @Property(tries = 200)
  void succeededBy_anyEarlierFile_leadsToNoVersionThatWasThere(
      @ForAll("sequences") List<Change> before,
      @ForAll("sequences") List<Change> lost,
      @ForAll(supplier = AnyChange.class) Change next) {
    RegistryDriver driver = new RegistryDriver();
    VersionsHad had = new VersionsHad();
    make(before, driver, had);
    Registry earlier = driver.registry();
    make(lost, driver, had);

    driver.succeedBy(earlier.all(), earlier.allDeleted());

    assertThat(driver.registry().all())
        .extracting(ApplicationVersion::current)
        .containsExactlyElementsOf(
            earlier.all().stream().map(ApplicationVersion::current).toList());
    if (driver.ask(next) instanceof Applied applied
        && applied.transitions().get(0).type() != Transition.Type.DELETE) {
      had.add(next, applied.transitions());
    }
  }

  private static void make(List<Change> changes, RegistryDriver driver, VersionsHad had) {
    for (Change change : changes) {
      if (driver.ask(change) instanceof Applied applied) {
        had.add(change, applied.transitions());
      }
    }
  }

  /**
   * Returns the newer step with the current version after it, which a lower line leaves as it is.
   */
  private Transition current(Transition before, Transition step) {
    boolean lower =
        step.line().isPresent()
            && before.type() != Transition.Type.DELETE
            && before.version().compareTo(step.version()) >= 0;
    return lower
        ? new Transition(
            step.type(),
            step.app(),
            step.previous(),
            before.version(),
            step.revision(),
            step.at(),
            step.request(),
            step.conflict())
        : step;
  }

  private static String text(Transition step) {
    return step.app() + " " + step.version() + " " + step.revision();
  }

  private static String text(ApplicationVersion entry) {
    return entry.id() + " " + entry.current() + " " + entry.revision();
  }
}
