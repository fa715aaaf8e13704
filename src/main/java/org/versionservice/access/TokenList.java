package org.versionservice.access;

import jakarta.json.JsonValue;
import java.util.ArrayList;
import java.util.List;

/**
 * The content of a tokens file.
 *
 * @param tokens the valid entries
 * @param refused the invalid entries; they are kept in the file, so that people can correct them
 */
record TokenList(List<AccessToken> tokens, List<Refused> refused) {

  static final TokenList NONE = new TokenList(List.of(), List.of());

  /**
   * An invalid entry.
   *
   * @param entry the JSON in the file
   * @param reason names the entry and the fault, without its hash
   */
  record Refused(JsonValue entry, String reason) {}

  TokenList {
    tokens = List.copyOf(tokens);
    refused = List.copyOf(refused);
  }

  TokenList with(AccessToken token) {
    List<AccessToken> more = new ArrayList<>(tokens);
    more.add(token);
    return new TokenList(more, refused);
  }

  TokenList without(String id) {
    return new TokenList(tokens.stream().filter(token -> !token.id().equals(id)).toList(), refused);
  }
}
