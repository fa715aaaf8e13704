package org.versionservice.proof;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.Assume;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class CheckerTest {

  private static final int ENOUGH = 60;

  @Property(tries = 300)
  void check_ofARunThatKeptAllPromises_findsNothing(
      @ForAll long seed, @ForAll @IntRange(max = 200) int requests) {
    assertThat(new Run(seed, requests).check()).isEmpty();
  }

  @Property(tries = 1_000)
  void check_ofARunThatWasTamperedWith_findsWhatIsWrong(
      @ForAll long seed, @ForAll Tampering tampering) {
    Run run = new Run(seed, ENOUGH);
    Assume.that(tampering.apply(run));

    assertThat(run.check()).extracting(Violation::kind).contains(tampering.breach());
  }

  /** A fault of one kind must not be reported as others. */
  @Example
  void check_ofAForcedPush_findsNothingElse() {
    Run run = new Run(1, ENOUGH);
    Tampering.A_HEAD_WAS_FORCED_AWAY.apply(run);

    assertThat(run.check()).extracting(Violation::kind).containsOnly(Violation.Kind.REWRITTEN);
  }
}
