package org.versionservice.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.versionservice.version.ApplicationId;
import org.versionservice.version.HandedOut;
import org.versionservice.version.SemanticVersion;

/** Tests which tags name a version of an app. */
class ReleaseTagsTest {

  private static final ApplicationId APP = new ApplicationId("12-user-service");
  private static final DiscoveryResult NONE = new DiscoveryResult.Found(HandedOut.NONE);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "user-service/v1.2.3",
        "user-service@1.2.3",
        "user-service/1.2.3",
        "user-service@v1.2.3",
        "user-service-v1.2.3",
        "user-service-1.2.3",
        "user-service_V1.2.3",
        "@acme/user-service@1.2.3",
        "services/go/user-service/v1.2.3",
        "12-user-service@1.2.3"
      })
  void find_ownTag_isItsVersion_whateverTheRepositoryHas(String tag) {
    assertThat(find(tag)).isEqualTo(found("1.2.3"));
    assertThat(find("v5.0.0", tag, "other/v7.0.0")).isEqualTo(found("1.2.3"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "v1.2.3",
        "1.2.3",
        "V1.2.3",
        "release-1.2.3",
        "Release-v1.2.3",
        "releases/v1.2.3",
        "release1.2.3",
        "rel_1.2.3",
        "version-1.2.3"
      })
  void find_tagOfTheRepository_isItsVersion(String tag) {
    assertThat(find(tag, "other@7.0.0", "other-7.0.0")).isEqualTo(found("1.2.3"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "v",
        "@",
        "v1",
        "latest",
        "before-1st-demo",
        "other/v1.2.3",
        "other@1.2.3",
        "@acme/other@1.2.3",
        "x-user-service@1.2.3",
        "13-user-service@1.2.3"
      })
  void find_tagOfAnotherAppOrOfNoVersion_isNone(String tag) {
    assertThat(find(tag)).isEqualTo(NONE);
  }

  /** They may name issued versions. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "v1.2",
        "v1.2.3.4",
        "v01.2.3",
        "vv1.2.3",
        "v99999999999999999999.0.0",
        "other-1.2.3",
        "service-v1.2.3",
        "my-user-service-1.2.3",
        "User-Service-1.2.3",
        "build.2026.11.3",
        "user-service/release-1.2.3"
      })
  void find_tagThatLooksLikeAVersion_andIsNotUnderstood_fails(String tag) {
    assertThat(find("latest", tag))
        .isEqualTo(
            new DiscoveryResult.Failed(
                "tags look like versions, as "
                    + tag
                    + ", and none of them is understood; PUT sets a first version"));
    assertThat(find(tag, "v0.1.0")).isEqualTo(found("0.1.0"));
  }

  @Test
  void find_oddName_isNotRepeated() {
    assertThat(find("1.2\u0007" + "x".repeat(300)))
        .isEqualTo(
            new DiscoveryResult.Failed(
                "tags look like versions and none of them is understood; PUT sets a first version"));
  }

  @Test
  void find_many_isTheHighestByPrecedence() {
    assertThat(find("user-service@1.10.0-rc.1", "user-service/v1.9.0", "user-service-1.10.0"))
        .isEqualTo(found("1.10.0"));
    assertThat(find("v1.9.0", "1.10.0-rc.1", "release-1.2.11")).isEqualTo(found("1.10.0-rc.1"));
    assertThat(find()).isEqualTo(NONE);
  }

  private static DiscoveryResult find(String... tags) {
    DiscoveryResult result = new ReleaseTags(List.of(tags)).find(APP);
    return result instanceof DiscoveryResult.Found found && found.versions().highest().isPresent()
        ? found(found.versions().highest().get().toString())
        : result;
  }

  private static DiscoveryResult found(String version) {
    return new DiscoveryResult.Found(HandedOut.of(List.of(SemanticVersion.parse(version))));
  }
}
