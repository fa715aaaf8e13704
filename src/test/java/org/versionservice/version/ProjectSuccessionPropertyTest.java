package org.versionservice.version;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Tests that the files of some projects lead to the same state as the entries of all projects. */
class ProjectSuccessionPropertyTest {

  private static final ApplicationId UNKNOWN = new ApplicationId("3-a");

  @Provide
  Arbitrary<List<Change>> sequences() {
    return AnyChange.sequences();
  }

  @Provide
  Arbitrary<Set<ProjectId>> projects() {
    return Arbitraries.of("1", "12", "3").map(ProjectId::new).set();
  }

  @Provide
  Arbitrary<List<ApplicationVersion>> entries() {
    Arbitrary<ApplicationId> apps =
        Arbitraries.of(Stream.concat(AnyChange.APPS.stream(), Stream.of(UNKNOWN)).toList());
    return Combinators.combine(apps, AnyVersion.small(), Arbitraries.longs().between(0, 9))
        .as(ProjectSuccessionPropertyTest::entry)
        .list()
        .uniqueElements(ApplicationVersion::id)
        .ofMaxSize(4);
  }

  /** What the commits of some changes tell, of which some were rewritten or edited by hand. */
  @Provide
  Arbitrary<HeldVersions> held() {
    return Combinators.combine(
            AnyChange.sequences(), Arbitraries.integers().between(0, 3).list().ofSize(8))
        .as(ProjectSuccessionPropertyTest::held);
  }

  @Property(tries = 300)
  void succeededIn_entriesOfTheOtherProjectsUnchanged_isSucceededBy(
      @ForAll("sequences") List<Change> before,
      @ForAll("projects") Set<ProjectId> projects,
      @ForAll("entries") List<ApplicationVersion> live,
      @ForAll("entries") List<ApplicationVersion> removed,
      @ForAll("held") HeldVersions held) {
    RegistryDriver driver = new RegistryDriver();
    before.forEach(driver::ask);
    Registry registry = driver.registry();
    List<ApplicationVersion> liveOfProjects = of(projects, live);
    List<ApplicationVersion> removedOfProjects = of(projects, removed);

    Registry some = registry.succeededIn(projects, liveOfProjects, removedOfProjects, held);

    Registry all =
        registry.succeededBy(
            both(liveOfProjects, notOf(projects, registry.all())),
            both(removedOfProjects, notOf(projects, registry.allDeleted())),
            held);
    assertThat(some.all()).isEqualTo(all.all());
    assertThat(some.allDeleted()).isEqualTo(all.allDeleted());
  }

  private static ApplicationVersion entry(
      ApplicationId app, SemanticVersion version, long revision) {
    return new ApplicationVersion(
        app, version, version, Optional.empty(), Instant.EPOCH, revision, Optional.empty());
  }

  private static HeldVersions held(List<Change> changes, List<Integer> kinds) {
    RegistryDriver driver = new RegistryDriver();
    List<Transition> steps = new ArrayList<>();
    for (Change change : changes) {
      if (driver.ask(change) instanceof Outcome.Applied applied) {
        steps.addAll(applied.transitions());
      }
    }
    Collections.reverse(steps);
    HeldVersions.Gatherer gatherer = new HeldVersions.Gatherer();
    for (int i = 0; i < steps.size(); i++) {
      add(gatherer, steps.get(i), kinds.get(i % kinds.size()));
    }
    return gatherer.held();
  }

  private static void add(HeldVersions.Gatherer gatherer, Transition step, int kind) {
    Optional<ApplicationVersion> entry =
        Optional.of(entry(step.app(), step.version(), step.revision()));
    switch (kind) {
      case 0 -> gatherer.addOlder(step);
      case 1 -> gatherer.addOlderClaim(step);
      case 2 -> gatherer.addOlderEdit(Optional.empty(), entry);
      default -> gatherer.addOlderEdit(entry, Optional.empty());
    }
  }

  private static List<ApplicationVersion> of(
      Set<ProjectId> projects, List<ApplicationVersion> entries) {
    return entries.stream().filter(entry -> projects.contains(entry.id().project())).toList();
  }

  private static List<ApplicationVersion> notOf(
      Set<ProjectId> projects, List<ApplicationVersion> entries) {
    return entries.stream().filter(entry -> !projects.contains(entry.id().project())).toList();
  }

  private static List<ApplicationVersion> both(
      List<ApplicationVersion> some, List<ApplicationVersion> others) {
    return Stream.concat(some.stream(), others.stream()).toList();
  }
}
