package org.versionservice.storage.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests the parsing of addresses, and that no text shows the password. */
class RedisAddressTest {

  @Test
  void parse_ofHostOnly_hasThePresets() {
    assertThat(RedisAddress.parse("redis://cache"))
        .isEqualTo(new RedisAddress("cache", 6379, false, Optional.empty(), Optional.empty(), 0));
  }

  @Test
  void parse_ofAll_hasThem() {
    assertThat(RedisAddress.parse("rediss://ci:s3c%23r%3At@cache.example.com:6380/12"))
        .isEqualTo(
            new RedisAddress(
                "cache.example.com", 6380, true, Optional.of("ci"), Optional.of("s3c#r:t"), 12));
  }

  @Test
  void parse_ofPasswordOnly_hasNoUser() {
    RedisAddress address = RedisAddress.parse("redis://:s3cret@[::1]:7000/");
    assertThat(address.user()).isEmpty();
    assertThat(address.password()).hasValue("s3cret");
    assertThat(address.host()).isEqualTo("[::1]");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "cache:6379",
        "http://ci:s3cret@cache",
        "redis:///0",
        "redis://ci:s3cret@cache:0",
        "redis://ci:s3cret@cache:65536",
        "redis://ci:s3cret@cache/db",
        "redis://ci:s3cret@cache/1/2",
        "redis://ci:s3cret@cache/123456",
        "redis://ci:s3cret@cache?db=1",
        "redis://ci:s3cret#x@cache",
        "redis://ci:s3cret x@cache",
        "redis://s3cret@cache"
      })
  void parse_ofOther_isRefused_andNotRepeated(String text) {
    assertThatThrownBy(() -> RedisAddress.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("redis://user:password@host:port/database")
        .hasMessageNotContaining("s3cret")
        .hasNoCause();
  }

  @Test
  void toString_hasNeitherUserNorPassword() {
    assertThat(RedisAddress.parse("redis://ci:s3cret@cache:6379/1"))
        .hasToString("redis://cache:6379/1");
  }
}
