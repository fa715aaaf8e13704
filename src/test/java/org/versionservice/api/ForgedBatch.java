package org.versionservice.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.http.HttpResponse;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.versionservice.proof.ServiceProcess;
import redis.clients.jedis.Jedis;

/**
 * A batch of one change as a stranger may send it, who can read Redis; without the key it is not
 * made. Follows SPEC alone and uses no code of the service.
 */
record ForgedBatch(
    Instant time, String token, String repository, String key, String signed, String sent) {

  private static final String LEASE = "versions:writer:";

  /** Returns a batch that is right in all but what is changed. */
  static ForgedBatch right(Jedis redis, String app) {
    String name = redis.keys(LEASE + "*").iterator().next();
    String body =
        """
        [{"kind":"set","app":"%s","version":"9.9.9","force":true,
          "request":{"id":"AAAAAAAAAAAAAAAAAAAAAA","by":"somebody"}}]
        """
            .formatted(app);
    return new ForgedBatch(
        Instant.now(),
        redis.get(name).split(" ", -1)[1],
        name.substring(LEASE.length()),
        ReplicaCluster.SECRET,
        body,
        body);
  }

  ForgedBatch signedBy(String other) {
    return new ForgedBatch(time, token, repository, other, signed, sent);
  }

  ForgedBatch before(Duration ago) {
    return new ForgedBatch(time.minus(ago), token, repository, key, signed, sent);
  }

  ForgedBatch of(String otherToken, String otherRepository) {
    return new ForgedBatch(time, otherToken, otherRepository, key, signed, sent);
  }

  /** Changes the body after the signature. */
  ForgedBatch changed(String text, String to) {
    return new ForgedBatch(time, token, repository, key, signed, sent.replace(text, to));
  }

  /** Sends another body, which is signed. */
  ForgedBatch with(String body) {
    return new ForgedBatch(time, token, repository, key, body, body);
  }

  HttpResponse<String> send(ServiceProcess to) {
    String millis = Long.toString(time.toEpochMilli());
    return to.send(
        "POST",
        "/replicas/changes",
        sent,
        "Replica-Time",
        millis,
        "Replica-Lease",
        token,
        "Replica-Repository",
        repository,
        "Replica-Signature",
        signature(millis));
  }

  private String signature(String millis) {
    String head =
        String.join("\n", "changes", "POST", "/replicas/changes", millis, token, repository, "");
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key.getBytes(UTF_8), "HmacSHA256"));
      byte[] bytes = mac.doFinal((head + signed).getBytes(UTF_8));
      return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    } catch (GeneralSecurityException everyJdkHasIt) {
      throw new IllegalStateException(everyJdkHasIt);
    }
  }
}
