package org.versionservice.replicas;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URI;
import java.util.Base64;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * A holder of the writer lease.
 *
 * @param url its replica
 * @param token random, a new one each time that a replica takes the lease
 */
record LeaseHolder(URI url, String token) {

  private static final byte[] NO_BODY = {};
  private static final String KIND = "lease";

  /** Returns a new holder of this replica. */
  static LeaseHolder of(ReplicaSettings settings, RandomGenerator random) {
    byte[] bits = new byte[16];
    random.nextBytes(bits);
    return new LeaseHolder(
        settings.url(), Base64.getUrlEncoder().withoutPadding().encodeToString(bits));
  }

  /**
   * Returns the value of the lease: URL, token and signature, so that no stranger names a holder.
   */
  String text(MessageSigner signer, String repository) {
    return url + " " + token + " " + signature(signer, repository);
  }

  /** Parses a value; empty unless it is signed for this repository. */
  static Optional<LeaseHolder> parse(String text, MessageSigner signer, String repository) {
    String[] parts = text.split(" ", -1);
    if (parts.length != 3 || parts[0].getBytes(UTF_8).length > 2000) {
      return Optional.empty();
    }
    try {
      LeaseHolder holder = new LeaseHolder(ReplicaSettings.checkedUrl(parts[0]), parts[1]);
      return MessageSigner.isSame(parts[2], holder.signature(signer, repository))
          ? Optional.of(holder)
          : Optional.empty();
    } catch (IllegalArgumentException noUrl) {
      return Optional.empty();
    }
  }

  private String signature(MessageSigner signer, String repository) {
    return signer.sign(KIND, NO_BODY, repository, url.toString(), token);
  }
}
