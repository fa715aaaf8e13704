package org.versionservice.storage.redis;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.versionservice.proof.RedisProcess;

/** Tests that a TLS certificate must be trusted and name the host. */
class EncryptedRedisTest {

  private static final String STORE = "javax.net.ssl.trustStore";
  private static final String STORE_PASSWORD = "javax.net.ssl.trustStorePassword";
  private static final String PASSWORD = "changeit";

  @TempDir Path directory;

  @AfterEach
  void trustWhomTheJvmTrusts() {
    System.clearProperty(STORE);
    System.clearProperty(STORE_PASSWORD);
  }

  @Test
  void trustedServer_isUsed_andTellsWhatChanges() throws Exception {
    Path store = makeCertificate("ip:127.0.0.1");
    trust(store);
    try (RedisProcess server = startServer(store);
        RedisStorage storage = Caches.open(server.url());
        RedisCache cache =
            Caches.prepare(
                storage, server.url(), new SimpleReplica().with(Caches.there("1-a", 1)))) {
      cache.start(Caches::thread);
      Caches.awaitUp(cache);
      assertThat(cache.isTelling()).isTrue();
      assertThat(storage.list()).containsExactly(Caches.entry("1-a", 1));
    }
  }

  @Test
  void serverOfAnotherName_isNotUsed() throws Exception {
    Path store = makeCertificate("dns:elsewhere.example.com");
    trust(store);
    assertNotUsed(store);
  }

  @Test
  void serverThatNobodyKnows_isNotUsed() throws Exception {
    assertNotUsed(makeCertificate("ip:127.0.0.1"));
  }

  private void assertNotUsed(Path store) throws Exception {
    try (RedisProcess server = startServer(store);
        RedisStorage storage = Caches.open(server.url())) {
      assertThat(storage.health().details()).containsEntry("redis", "Redis does not answer");
    }
  }

  private static void trust(Path store) {
    System.setProperty(STORE, store.toString());
    System.setProperty(STORE_PASSWORD, PASSWORD);
  }

  private Path makeCertificate(String name) throws IOException, InterruptedException {
    Path store = directory.resolve("keys.p12");
    String keytool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
    List<String> key = List.of("-alias", "redis", "-keyalg", "EC", "-dname", "CN=redis");
    List<String> place = List.of("-keystore", store.toString(), "-storepass", PASSWORD);
    ProcessBuilder command = new ProcessBuilder(keytool, "-genkeypair", "-ext", "san=" + name);
    command.command().addAll(key);
    command.command().addAll(place);
    assertThat(
            command
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor())
        .isZero();
    return store;
  }

  private RedisProcess startServer(Path store) throws IOException, GeneralSecurityException {
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream stream = Files.newInputStream(store)) {
      keys.load(stream, PASSWORD.toCharArray());
    }
    byte[] key = keys.getKey("redis", PASSWORD.toCharArray()).getEncoded();
    return RedisProcess.startEncrypted(
        directory,
        pem("CERTIFICATE", keys.getCertificate("redis").getEncoded()),
        pem("PRIVATE KEY", key));
  }

  private Path pem(String type, byte[] content) throws IOException {
    String text = Base64.getMimeEncoder(64, "\n".getBytes(US_ASCII)).encodeToString(content);
    return Files.writeString(
        directory.resolve(type + ".pem"),
        "-----BEGIN " + type + "-----\n" + text + "\n-----END " + type + "-----\n");
  }
}
