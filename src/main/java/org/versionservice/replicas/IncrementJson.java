package org.versionservice.replicas;

import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.util.Set;
import org.versionservice.version.CalendarIncrement;
import org.versionservice.version.Increment;

/** The JSON of an increment between replicas. */
final class IncrementJson {

  private static final String RELEASE = "release";
  private static final String PRE_RELEASE = "prerelease";
  private static final String PROMOTION = "promotion";
  private static final String IDENTIFIER = "identifier";
  private static final String CALENDAR = "calendar";
  private static final String FORCE = "force";

  private IncrementJson() {}

  static JsonObjectBuilder of(Increment increment) {
    JsonObjectBuilder json = ChangeJson.BUILD.createObjectBuilder();
    if (increment instanceof Increment.ToRelease release) {
      return json.add(RELEASE, release.level().name());
    } else if (increment instanceof Increment.ToPreRelease preRelease) {
      json.add(PRE_RELEASE, preRelease.base().name());
      return json.add(IDENTIFIER, preRelease.identifier());
    }
    if (increment instanceof CalendarIncrement calendar) {
      calendar.identifier().ifPresent(name -> json.add(IDENTIFIER, name));
      return json.add(CALENDAR, calendar.scheme().name()).add(FORCE, calendar.force());
    }
    return json.add(PROMOTION, true);
  }

  static Increment parse(JsonObject json) {
    ChangeJson.checkMembers(
        json, Set.of(RELEASE, PRE_RELEASE, IDENTIFIER, PROMOTION, CALENDAR, FORCE));
    if (json.containsKey(RELEASE)) {
      return new Increment.ToRelease(level(json, RELEASE));
    }
    if (json.containsKey(CALENDAR)) {
      return new CalendarIncrement(
          CalendarIncrement.Scheme.valueOf(ChangeJson.text(json, CALENDAR)),
          ChangeJson.find(json, IDENTIFIER),
          json.getBoolean(FORCE));
    }
    return json.containsKey(PRE_RELEASE)
        ? new Increment.ToPreRelease(level(json, PRE_RELEASE), ChangeJson.text(json, IDENTIFIER))
        : new Increment.Promotion();
  }

  private static Increment.Level level(JsonObject json, String name) {
    return Increment.Level.valueOf(ChangeJson.text(json, name));
  }
}
