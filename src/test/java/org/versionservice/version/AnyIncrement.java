package org.versionservice.version;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ArbitrarySupplier;
import net.jqwik.api.Combinators;
import org.versionservice.version.Increment.Level;

/** Supplies increments of all kinds. */
public final class AnyIncrement implements ArbitrarySupplier<Increment> {

  @Override
  public Arbitrary<Increment> get() {
    Arbitrary<Level> levels = Arbitraries.of(Level.class);
    Arbitrary<String> identifiers = Arbitraries.of("alpha", "beta", "rc", "RC", "-", "0a");
    return Arbitraries.oneOf(
        levels.map(Increment.ToRelease::new),
        Combinators.combine(levels, identifiers).as(Increment.ToPreRelease::new),
        Arbitraries.just(new Increment.Promotion()),
        Combinators.combine(
                Arbitraries.of(CalendarIncrement.Scheme.class),
                identifiers.optional(),
                Arbitraries.of(true, false))
            .as(CalendarIncrement::new));
  }
}
