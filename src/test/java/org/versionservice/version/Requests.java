package org.versionservice.version;

import java.util.Optional;

/** Makes the requests that changes come with. */
final class Requests {

  private static final ChangeId ID = new ChangeId("AAAAAAAAAAAAAAAAAAAAAA");

  private Requests() {}

  static Request plain() {
    return new Request(ID, Principal.ANONYMOUS, Optional.empty(), Optional.empty());
  }

  static Request withKey(String key) {
    return new Request(
        ID, Principal.ANONYMOUS, Optional.of(new IdempotencyKey(key)), Optional.empty());
  }

  static Request withSha(String sha) {
    return new Request(ID, Principal.ANONYMOUS, Optional.empty(), Optional.of(new SourceSha(sha)));
  }
}
