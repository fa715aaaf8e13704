package org.versionservice.version;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.versionservice.version.Increment.Level;
import org.versionservice.version.Increment.Promotion;
import org.versionservice.version.Increment.ToRelease;

/** Tests that every increment leads to a higher version without build metadata. */
class IncrementPropertyTest {

  @Property(tries = 500)
  void next_anyVersion_isHigherAndWithoutBuildMetadata(
      @ForAll(supplier = AnyIncrement.class) Increment increment,
      @ForAll(supplier = AnyVersion.class) SemanticVersion from) {
    increment.next(from).ifPresent(next -> assertThat(next.build()).isEmpty());
    increment.next(from).ifPresent(next -> assertThat(next).isGreaterThan(from));
  }

  @Property(tries = 500)
  void next_anyVersion_canBeReadAgain(
      @ForAll(supplier = AnyIncrement.class) Increment increment,
      @ForAll(supplier = AnyVersion.class) SemanticVersion from) {
    Optional<SemanticVersion> next = increment.next(from);

    assertThat(next.map(version -> SemanticVersion.parse(version.toString()))).isEqualTo(next);
  }

  @Property(tries = 500)
  void next_anyVersion_isRefusedOnlyForTheReasonGiven(
      @ForAll(supplier = AnyIncrement.class) Increment increment,
      @ForAll(supplier = AnyVersion.class) SemanticVersion from) {
    boolean refused = increment.next(from).isEmpty();

    if (increment.refusal() == Refusal.NOT_A_PRERELEASE) {
      assertThat(refused).isEqualTo(!from.isPreRelease());
    } else if (refused) {
      assertThat(from.toString()).contains(Long.toString(Long.MAX_VALUE));
    }
  }

  @Property(tries = 500)
  void next_promotion_isTheReleaseThatPatchLeadsTo(
      @ForAll(supplier = AnyVersion.class) SemanticVersion from) {
    Optional<SemanticVersion> promoted = new Promotion().next(from);

    if (promoted.isPresent()) {
      assertThat(promoted)
          .isEqualTo(new ToRelease(Level.PATCH).next(from))
          .contains(from.release());
    }
  }
}
