package org.versionservice.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.versionservice.proof.MovedClock;

/** Tests the service's own check of signed tokens, without the server's. */
class JwtCheckTest {

  private final MovedClock clock = new MovedClock();
  private final JwtCheck jwt = new JwtCheck(Set.of("versions", "ci"), clock);

  @Test
  void check_ofATokenForUs_isKnown() {
    assertThat(jwt.check(token(Map.of()))).isInstanceOf(JwtCheck.Verdict.Known.class);
  }

  @Test
  void check_ofATokenForOthersOrNobody_isUnknown() {
    for (Object audience : new Object[] {Set.of("other"), Set.of(), "versions"}) {
      assertThat(jwt.check(token(Map.of("aud", audience))))
          .as(audience + "")
          .isInstanceOf(JwtCheck.Verdict.Unknown.class);
    }
    assertThat(jwt.check(new Claims(Map.of("groups", Set.of("writer")))))
        .isInstanceOf(JwtCheck.Verdict.Unknown.class);
  }

  @Test
  void check_ofATokenThatBeginsLater_isUnknownUntilThen() {
    long now = clock.instant().getEpochSecond();
    long skew = JwtCheck.SKEW.toSeconds();
    assertThat(jwt.check(token(Map.of("nbf", now + skew))))
        .isInstanceOf(JwtCheck.Verdict.Known.class);
    assertThat(jwt.check(token(Map.of("nbf", now + skew + 1))))
        .isInstanceOf(JwtCheck.Verdict.Unknown.class);
  }

  private JsonWebToken token(Map<String, Object> more) {
    Map<String, Object> claims = new HashMap<>();
    claims.put("aud", Set.of("other", "ci"));
    claims.put("groups", Set.of("writer"));
    claims.put("exp", clock.instant().getEpochSecond() + 60);
    claims.putAll(more);
    return new Claims(claims);
  }

  /** A token of alice with these claims. */
  private record Claims(Map<String, Object> claims) implements JsonWebToken {

    @Override
    public String getName() {
      return "alice";
    }

    @Override
    public Set<String> getClaimNames() {
      return claims.keySet();
    }

    @Override
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    public <T> @Nullable T getClaim(String name) {
      return (T) claims.get(name);
    }
  }
}
