package org.versionservice.version;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ArbitrarySupplier;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;
import org.versionservice.version.Change.DeleteApplication;
import org.versionservice.version.Change.DeleteProject;
import org.versionservice.version.Change.SetVersion;

/** Supplies changes to a few apps, so that several affect the same app. */
public final class AnyChange implements ArbitrarySupplier<Change> {

  static final List<ApplicationId> APPS =
      List.of(new ApplicationId("1-a"), new ApplicationId("1-b"), new ApplicationId("12-a"));

  private static final List<ReleaseLine> LINES =
      Stream.of("0", "0.1", "1", "1.0", "1.1", "3", "3.0", "3.1", "4.4")
          .map(ReleaseLine::parse)
          .toList();

  @Override
  public Arbitrary<Change> get() {
    Arbitrary<ApplicationId> apps = Arbitraries.of(APPS);
    Arbitrary<SemanticVersion> versions =
        Arbitraries.oneOf(
            AnyVersion.small(),
            Arbitraries.of("3.0.0+a", "3.0.0+b", "3.1.0-rc.1+a", "3.1.0-rc.1", "4.4.4", "4.4.4+b")
                .map(SemanticVersion::parse));
    Arbitrary<Change> increments =
        Combinators.combine(apps, new AnyIncrement().get(), versions)
            .as((app, how, start) -> new IncrementVersion(app, how, start, Requests.plain()));
    Arbitrary<Change> ofLines =
        Combinators.combine(
                apps,
                new AnyIncrement().get(),
                versions,
                Arbitraries.of(LINES),
                Arbitraries.of(0, 1))
            .as(AnyChange::ofLine);
    Arbitrary<Change> sets =
        Combinators.combine(apps, versions, Arbitraries.of(false, false, true))
            .as((app, version, force) -> new SetVersion(app, version, force, Requests.plain()));
    Arbitrary<Change> deletions = apps.map(app -> new DeleteApplication(app, Requests.plain()));
    Arbitrary<Change> projectDeletions =
        apps.map(app -> new DeleteProject(app.project(), Requests.plain()));
    return Arbitraries.frequencyOf(
        Tuple.of(6, increments),
        Tuple.of(5, ofLines),
        Tuple.of(4, sets),
        Tuple.of(1, deletions),
        Tuple.of(1, projectDeletions));
  }

  /**
   * @param patch the patch number of the version before the line's first one; 0 for none
   */
  private static Change ofLine(
      ApplicationId app, Increment how, SemanticVersion start, ReleaseLine line, long patch) {
    Optional<SemanticVersion> from =
        Optional.of(SemanticVersion.of(line.major(), line.minor().orElse(0), patch))
            .filter(version -> patch > 0);
    return new IncrementVersion(app, how, start, Optional.of(line), from, Requests.plain());
  }

  static Arbitrary<List<Change>> sequences() {
    return new AnyChange().get().list().ofMaxSize(40);
  }
}
