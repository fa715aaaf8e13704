package org.versionservice.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.versionservice.version.ApplicationId;

/** Which tags stand for a version of an app. */
class ReleaseTagsTest {

  private static final ApplicationId APP = new ApplicationId("12-user-service");

  @ParameterizedTest
  @ValueSource(strings = {"v1.2.3", "user-service/v1.2.3", "user-service@1.2.3"})
  void highest_ofAVersionTag_isItsVersion(String tag) {
    assertThat(new ReleaseTags(List.of(tag)).highest(APP).orElseThrow()).hasToString("1.2.3");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1.2.3",
        "V1.2.3",
        "v1.2",
        "v1.2.3.4",
        "v01.2.3",
        "vv1.2.3",
        "release-1.2.3",
        "user-service-v1.2.3",
        "user-service/1.2.3",
        "user-service@v1.2.3",
        "other/v1.2.3",
        "other@1.2.3",
        "x-user-service@1.2.3",
        "12-user-service@1.2.3",
        "v99999999999999999999.0.0",
        "",
        "v",
        "@"
      })
  void highest_ofAnyOtherTag_isNone(String tag) {
    assertThat(new ReleaseTags(List.of(tag)).highest(APP)).isEmpty();
  }

  @Test
  void highest_ofMany_isByPrecedence() {
    assertThat(
            new ReleaseTags(
                    List.of(
                        "v1.9.0",
                        "user-service@1.10.0-rc.1",
                        "user-service/v1.10.0",
                        "v1.2.11",
                        "other@7.0.0"))
                .highest(APP)
                .orElseThrow())
        .hasToString("1.10.0");
    assertThat(new ReleaseTags(List.of("v1.10.0", "user-service@1.9.0")).highest(APP).orElseThrow())
        .as("no version that a tag has is issued")
        .hasToString("1.10.0");
    assertThat(new ReleaseTags(List.of()).highest(APP)).isEmpty();
  }
}
