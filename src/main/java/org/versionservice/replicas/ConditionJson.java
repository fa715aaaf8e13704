package org.versionservice.replicas;

import jakarta.json.JsonArray;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonString;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.versionservice.version.ApplicationId;
import org.versionservice.version.CommitId;
import org.versionservice.version.Condition;
import org.versionservice.version.ProjectId;

/** The JSON of the conditions of a change between replicas. */
final class ConditionJson {

  private static final String APP = "app";
  private static final String PROJECT = "project";
  private static final String REVISIONS = "revisions";
  private static final String HEADS = "heads";
  private static final String NOT = "not";

  private ConditionJson() {}

  static JsonArrayBuilder of(List<Condition> conditions) {
    JsonArrayBuilder all = ChangeJson.BUILD.createArrayBuilder();
    conditions.forEach(condition -> all.add(of(condition)));
    return all;
  }

  private static JsonObjectBuilder of(Condition condition) {
    JsonObjectBuilder json = ChangeJson.BUILD.createObjectBuilder();
    if (condition instanceof Condition.Exists exists) {
      return json.add(APP, exists.app().value());
    } else if (condition instanceof Condition.RevisionIn revision) {
      JsonArrayBuilder numbers = ChangeJson.BUILD.createArrayBuilder();
      revision.revisions().forEach(number -> numbers.add((long) number));
      return json.add(APP, revision.app().value()).add(REVISIONS, numbers);
    } else if (condition instanceof Condition.ProjectExists exists) {
      return json.add(PROJECT, exists.project().value());
    } else if (condition instanceof Condition.HeadIn head) {
      JsonArrayBuilder heads = ChangeJson.BUILD.createArrayBuilder();
      head.heads().forEach(commit -> heads.add(commit.value()));
      return json.add(HEADS, heads);
    } else if (condition instanceof Condition.Not not) {
      return json.add(NOT, of(not.condition()));
    }
    throw new IllegalArgumentException("no JSON for " + condition);
  }

  static List<Condition> parse(JsonArray all) {
    return all.stream().map(value -> parse(value.asJsonObject())).toList();
  }

  private static Condition parse(JsonObject json) {
    Set<String> members = json.keySet();
    if (members.equals(Set.of(APP))) {
      return new Condition.Exists(new ApplicationId(ChangeJson.text(json, APP)));
    } else if (members.equals(Set.of(APP, REVISIONS))) {
      return new Condition.RevisionIn(
          new ApplicationId(ChangeJson.text(json, APP)),
          json.getJsonArray(REVISIONS).getValuesAs(JsonNumber::longValueExact).stream()
              .collect(Collectors.toSet()));
    } else if (members.equals(Set.of(PROJECT))) {
      return new Condition.ProjectExists(new ProjectId(ChangeJson.text(json, PROJECT)));
    } else if (members.equals(Set.of(HEADS))) {
      return new Condition.HeadIn(
          json.getJsonArray(HEADS).getValuesAs(JsonString::getString).stream()
              .map(CommitId::new)
              .collect(Collectors.toSet()));
    } else if (members.equals(Set.of(NOT))) {
      return new Condition.Not(parse(json.getJsonObject(NOT)));
    }
    throw new IllegalArgumentException("a condition of an unknown kind");
  }
}
