package org.versionservice.replicas;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Signs what replicas tell each other, with the key that all share. Thread-safe.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc2104">RFC 2104: HMAC</a>
 */
final class MessageSigner {

  private static final String ALGORITHM = "HmacSHA256";

  private final SecretKeySpec key;

  MessageSigner(String key) {
    this.key = new SecretKeySpec(key.getBytes(UTF_8), ALGORITHM);
  }

  /**
   * Returns the signature of a message.
   *
   * @param kind what is signed, so that no signature is valid for a message of another kind
   * @param parts texts without line feeds
   */
  String sign(String kind, byte[] body, String... parts) {
    Mac mac = mac();
    mac.update((kind + '\n' + String.join("\n", parts) + '\n').getBytes(UTF_8));
    return Base64.getUrlEncoder().withoutPadding().encodeToString(mac.doFinal(body));
  }

  /**
   * Returns whether two signatures or secrets are equal, in a time that does not depend on them.
   */
  static boolean isSame(String one, String other) {
    return MessageDigest.isEqual(one.getBytes(UTF_8), other.getBytes(UTF_8));
  }

  private Mac mac() {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      return mac;
    } catch (NoSuchAlgorithmException | InvalidKeyException everyJdkHasIt) {
      throw new IllegalStateException(everyJdkHasIt);
    }
  }
}
