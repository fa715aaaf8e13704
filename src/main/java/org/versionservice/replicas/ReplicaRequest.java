package org.versionservice.replicas;

import java.time.Duration;
import java.time.Instant;

/**
 * The headers of a batch that one replica hands to another, and their signature.
 *
 * @param time when it was sent, in milliseconds since 1970
 * @param token the token of the lease that its receiver holds
 * @param repository names the remote and its branch
 */
record ReplicaRequest(String time, String token, String repository) {

  static final String PATH = "/replicas/changes";
  static final String TIME = "Replica-Time";
  static final String TOKEN = "Replica-Lease";
  static final String REPOSITORY = "Replica-Repository";
  static final String SIGNATURE = "Replica-Signature";

  /** How far the clocks of two replicas may be apart, the way of a request included. */
  private static final Duration WINDOW = Duration.ofSeconds(30);

  String signature(MessageSigner signer, byte[] body) {
    return signer.sign("changes", body, "POST", PATH, time, token, repository);
  }

  /**
   * Returns the signature of the answer to a request.
   *
   * @param signature the request's
   */
  static String signatureOfAnswer(MessageSigner signer, String signature, byte[] body) {
    return signer.sign("receipts", body, signature);
  }

  /** Returns whether it was sent at about this time. */
  boolean isOf(Instant now) {
    if (!time.matches("\\d{1,15}")) {
      return false;
    }
    Duration apart = Duration.between(Instant.ofEpochMilli(Long.parseLong(time)), now).abs();
    return apart.compareTo(WINDOW) <= 0;
  }
}
