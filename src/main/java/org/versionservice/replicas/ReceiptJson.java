package org.versionservice.replicas;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.json.JsonArray;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.versionservice.storage.PushState;
import org.versionservice.storage.Receipt;
import org.versionservice.storage.redis.CachedVersion;
import org.versionservice.version.ApplicationId;
import org.versionservice.version.ApplicationVersion;
import org.versionservice.version.Change;
import org.versionservice.version.CommitId;
import org.versionservice.version.CommittedTransition;
import org.versionservice.version.Layout;
import org.versionservice.version.Outcome;
import org.versionservice.version.Refusal;
import org.versionservice.version.Registry;
import org.versionservice.version.ReleaseLine;
import org.versionservice.version.Request;
import org.versionservice.version.SemanticVersion;
import org.versionservice.version.Transition;

/** The JSON of receipts between replicas: outcome, steps, and the entries as they are now. */
final class ReceiptJson {

  private static final String OUTCOME = "outcome";
  private static final String STEPS = "steps";
  private static final String ENTRIES = "entries";
  private static final String COMMIT = "commit";
  private static final String PROBLEM = "problem";

  private ReceiptJson() {}

  static byte[] of(List<Receipt> receipts) {
    JsonArrayBuilder all = ChangeJson.BUILD.createArrayBuilder();
    receipts.forEach(receipt -> all.add(of(receipt)));
    return all.build().toString().getBytes(UTF_8);
  }

  private static JsonObjectBuilder of(Receipt receipt) {
    JsonObjectBuilder json = ChangeJson.BUILD.createObjectBuilder();
    receipt.commit().ifPresent(commit -> json.add(COMMIT, commit.value()));
    json.add("push", receipt.pushState().name());
    JsonArrayBuilder steps = ChangeJson.BUILD.createArrayBuilder();
    JsonArrayBuilder entries = ChangeJson.BUILD.createArrayBuilder();
    Outcome outcome = receipt.outcome();
    if (outcome instanceof Outcome.Applied applied) {
      for (Transition step : applied.transitions()) {
        steps.add(of(step));
        CachedVersion.of(applied.registry(), step.app())
            .ifPresent(version -> entries.add(of(version)));
      }
      return json.add(OUTCOME, "applied").add(STEPS, steps).add(ENTRIES, entries);
    } else if (outcome instanceof Outcome.Replayed replayed) {
      for (CommittedTransition step : replayed.steps()) {
        steps.add(of(step.transition()).add(COMMIT, step.commit().value()));
      }
      return json.add(OUTCOME, "replayed").add(STEPS, steps);
    } else if (outcome instanceof Outcome.Unchanged unchanged) {
      entries.add(of(new CachedVersion(unchanged.entry(), false)));
      return json.add(OUTCOME, "unchanged").add(ENTRIES, entries);
    } else if (outcome instanceof Outcome.Refused refused) {
      return json.add(OUTCOME, "refused").add("refusal", refused.refusal().name());
    } else if (outcome instanceof Outcome.Converted converted) {
      return json.add(OUTCOME, "converted").add("layout", converted.layout().name());
    } else if (outcome instanceof Outcome.Unreadable unreadable) {
      return json.add(OUTCOME, "unreadable").add(PROBLEM, unreadable.problem());
    }
    throw new IllegalArgumentException("no JSON for " + outcome);
  }

  private static JsonObjectBuilder of(Transition step) {
    JsonObjectBuilder json = ChangeJson.BUILD.createObjectBuilder();
    json.add("type", step.type().name()).add("app", step.app().value());
    step.previous().ifPresent(version -> json.add("previous", version.toString()));
    json.add("version", step.version().toString()).add("revision", step.revision());
    step.line().ifPresent(line -> json.add("line", line.toString()));
    step.current().ifPresent(version -> json.add("current", version.toString()));
    step.reservedUntil().ifPresent(until -> json.add("until", until.getEpochSecond()));
    return json.add("at", step.at().getEpochSecond());
  }

  private static JsonObjectBuilder of(CachedVersion version) {
    return ChangeJson.BUILD
        .createObjectBuilder()
        .add("app", version.app().value())
        .add("json", version.toJson());
  }

  /**
   * Parses receipts.
   *
   * @param changes the changes that they are for
   * @throws IllegalArgumentException if the text is not a receipt for each of them
   */
  static List<Receipt> parse(byte[] text, List<Change> changes) {
    JsonArray all = ChangeJson.array(text);
    if (all.size() != changes.size()) {
      throw new IllegalArgumentException("not a receipt for each change");
    }
    try {
      List<Receipt> receipts = new ArrayList<>();
      for (int i = 0; i < all.size(); i++) {
        receipts.add(receipt(all.getJsonObject(i), changes.get(i).request()));
      }
      return receipts;
    } catch (ClassCastException | NullPointerException | ArithmeticException malformed) {
      throw new IllegalArgumentException("no receipt", malformed);
    }
  }

  private static Receipt receipt(JsonObject json, Request request) {
    return new Receipt(
        outcome(json, request),
        ChangeJson.find(json, COMMIT).map(CommitId::new),
        PushState.valueOf(ChangeJson.text(json, "push")));
  }

  private static Outcome outcome(JsonObject json, Request request) {
    return switch (ChangeJson.text(json, OUTCOME)) {
      case "applied" -> new Outcome.Applied(entries(json), steps(json, request));
      case "replayed" -> new Outcome.Replayed(committed(json, request));
      case "unchanged" -> new Outcome.Unchanged(entries(json).all().get(0));
      case "refused" -> new Outcome.Refused(Refusal.valueOf(ChangeJson.text(json, "refusal")));
      case "converted" -> new Outcome.Converted(Layout.valueOf(ChangeJson.text(json, "layout")));
      case "unreadable" -> new Outcome.Unreadable(ChangeJson.text(json, PROBLEM));
      default -> throw new IllegalArgumentException("an outcome of an unknown kind");
    };
  }

  private static List<Transition> steps(JsonObject json, Request request) {
    return json.getJsonArray(STEPS).stream()
        .map(step -> step(step.asJsonObject(), request))
        .toList();
  }

  private static List<CommittedTransition> committed(JsonObject json, Request request) {
    return json.getJsonArray(STEPS).stream()
        .map(
            step ->
                new CommittedTransition(
                    step(step.asJsonObject(), request),
                    new CommitId(ChangeJson.text(step.asJsonObject(), COMMIT))))
        .toList();
  }

  private static Transition step(JsonObject json, Request request) {
    return new Transition(
        Transition.Type.valueOf(ChangeJson.text(json, "type")),
        new ApplicationId(ChangeJson.text(json, "app")),
        ChangeJson.find(json, "previous").map(SemanticVersion::parse),
        SemanticVersion.parse(ChangeJson.text(json, "version")),
        json.getJsonNumber("revision").longValueExact(),
        Instant.ofEpochSecond(json.getJsonNumber("at").longValueExact()),
        request,
        Optional.empty(),
        ChangeJson.find(json, "line").map(ReleaseLine::parse),
        ChangeJson.find(json, "current").map(SemanticVersion::parse),
        Optional.ofNullable(json.getJsonNumber("until"))
            .map(until -> Instant.ofEpochSecond(until.longValueExact())));
  }

  /** Returns a registry of the entries alone. */
  private static Registry entries(JsonObject json) {
    List<ApplicationVersion> live = new ArrayList<>();
    List<ApplicationVersion> deleted = new ArrayList<>();
    for (JsonObject entry : json.getJsonArray(ENTRIES).getValuesAs(JsonObject.class)) {
      CachedVersion version =
          CachedVersion.parse(
                  new ApplicationId(ChangeJson.text(entry, "app")), ChangeJson.text(entry, "json"))
              .orElseThrow(() -> new IllegalArgumentException("no entry"));
      (version.deleted() ? deleted : live).add(version.last());
    }
    return Registry.empty(Duration.ZERO).aheadBy(live, deleted);
  }
}
