package org.versionservice.access;

import jakarta.json.JsonValue;
import java.util.ArrayList;
import java.util.List;

/**
 * What a file of tokens holds.
 *
 * @param tokens those that let somebody in
 * @param refused entries that are not valid: they let nobody in, and stay in the file until
 *     somebody mends them
 */
record TokenList(List<AccessToken> tokens, List<Refused> refused) {

  static final TokenList NONE = new TokenList(List.of(), List.of());

  /**
   * An entry that is not valid.
   *
   * @param entry as it stands in the file
   * @param reason names the entry and what is wrong, without a hash
   */
  record Refused(JsonValue entry, String reason) {}

  TokenList {
    tokens = List.copyOf(tokens);
    refused = List.copyOf(refused);
  }

  /** The list with one token more. */
  TokenList with(AccessToken token) {
    List<AccessToken> more = new ArrayList<>(tokens);
    more.add(token);
    return new TokenList(more, refused);
  }

  /** The list without a token. */
  TokenList without(String id) {
    return new TokenList(tokens.stream().filter(token -> !token.id().equals(id)).toList(), refused);
  }
}
