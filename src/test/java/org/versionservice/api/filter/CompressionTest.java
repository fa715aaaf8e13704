package org.versionservice.api.filter;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests the choice of a content coding by RFC 9110 §12.5.3. */
class CompressionTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "gzip",
        "GZip",
        "deflate, gzip;q=1.0, *;q=0.5",
        "*",
        "br;q=1.0, *;q=0.1",
        "gzip ; q=0.001",
        "identity, gzip; q=0.5",
        "*;q=0, gzip",
      })
  void accepts_clientsThatTakeIt(String codings) {
    assertThat(Compression.accepts(codings)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "identity",
        "br, deflate",
        "gzip;q=0",
        "gzip;q=0.000, *",
        "*;q=0",
        "gzipped",
        "x-gzip",
        "gzip;q=2",
        "gzip;q=",
        "gzip;level=9",
      })
  void accepts_noOthers(String codings) {
    assertThat(Compression.accepts(codings)).isFalse();
  }

  @Test
  void accepts_noneWithoutTheHeader() {
    assertThat(Compression.accepts(null)).isFalse();
  }
}
