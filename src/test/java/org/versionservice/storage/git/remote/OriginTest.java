package org.versionservice.storage.git.remote;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Credentials follow a redirect only to their origin, or to its HTTPS port. */
class OriginTest {

  @ParameterizedTest
  @CsvSource({
    "https://host/a.git,      https://host/b.git,       true",
    "https://host/a,          https://HOST:443/b,       true",
    "http://host/a,           http://host:80/b,         true",
    "http://host/a,           https://host/b,           true",
    "http://host:8080/a,      http://host:8080/b,       true",
    "https://host/a,          http://host/b,            false",
    "https://host/a,          https://other/b,          false",
    "https://host/a,          https://host.other/b,     false",
    "https://host/a,          https://host:8443/b,      false",
    "http://host:8080/a,      https://host/b,           false",
    "http://host/a,           https://host:8443/b,      false",
    "http://host/a,           https://other/b,          false",
  })
  void trusts(String from, String to, boolean trusted) {
    assertThat(Origin.of(URI.create(from)).trusts(Origin.of(URI.create(to)))).isEqualTo(trusted);
  }
}
