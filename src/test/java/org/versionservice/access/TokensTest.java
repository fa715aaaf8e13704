package org.versionservice.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.versionservice.version.Principal;

/** A token lets in whom it was made for, as long as it is valid, on each replica. */
class TokensTest {

  private static final Caller CI =
      new Caller(new Principal("ci"), Role.WRITER, List.of(new ProjectPattern("12*")));
  private static final String ADMIN = "an-admin-token-that-is-long-enough-x";

  @TempDir Path directory;

  private final MovedClock clock = new MovedClock();
  private int seed;

  @Test
  void find_ofAnIssuedToken_isItsCaller_afterARestartToo() {
    Tokens tokens = open();
    AccessToken.Issued issued = tokens.issue(CI, Optional.empty());
    assertThat(tokens.find(issued.text())).contains(CI);
    assertThat(open().find(issued.text())).contains(CI);
    assertThat(open().all()).extracting(AccessToken::id).containsExactly(issued.token().id());
  }

  @Test
  void find_ofAnythingElse_isNobody() {
    Tokens tokens = open();
    String text = tokens.issue(CI, Optional.empty()).text();
    char last = text.charAt(text.length() - 1);
    String other = text.substring(0, text.length() - 1) + (last == 'A' ? 'B' : 'A');
    for (String wrong : List.of("", "vs_", other, text + "A", text.substring(1), ADMIN, "null")) {
      assertThat(tokens.find(wrong)).as(wrong).isEmpty();
    }
  }

  @Test
  void file_holdsNoSecret_andIsForItsOwnerAlone() throws IOException {
    AccessToken.Issued issued = open().issue(CI, Optional.of(Duration.ofDays(1)));
    String content = Files.readString(file());
    TokenText text = TokenText.parse(issued.text()).orElseThrow();
    assertThat(content).contains(text.id(), "\"ci\"").doesNotContain(text.secret());
    assertThat(issued.toString() + issued.token() + text)
        .doesNotContain(text.secret(), text.hash().hex());
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
        .isEqualTo("rw-------");
    assertThat(directory).isDirectoryNotContaining("glob:**.new");
  }

  @Test
  void find_onceExpired_isNobody() {
    Tokens tokens = open();
    String text = tokens.issue(CI, Optional.of(Duration.ofHours(1))).text();
    clock.move(Duration.ofMinutes(59));
    assertThat(tokens.find(text)).contains(CI);
    clock.move(Duration.ofMinutes(1));
    assertThat(tokens.find(text)).isEmpty();
    assertThat(tokens.all()).hasSize(1);
  }

  @Test
  void tokensOfAnotherReplica_areKnownAtOnce_andRefusedASecondAfterTheyAreRevoked() {
    Tokens here = open();
    Tokens there = open();
    AccessToken.Issued issued = there.issue(CI, Optional.empty());
    assertThat(here.find(issued.text())).contains(CI);
    assertThat(there.revoke(issued.token().id())).isTrue();
    assertThat(there.find(issued.text())).isEmpty();
    clock.move(Duration.ofSeconds(1));
    assertThat(here.find(issued.text())).isEmpty();
    assertThat(here.revoke(issued.token().id())).isFalse();
  }

  @Test
  void issue_byManyAtOnce_losesNone() throws Exception {
    ExecutorService callers = Executors.newFixedThreadPool(4);
    List<Future<AccessToken.Issued>> issued = new ArrayList<>();
    Tokens first = open();
    Tokens second = open();
    for (int i = 0; i < 40; i++) {
      Tokens tokens = i % 2 == 0 ? first : second;
      issued.add(callers.submit(() -> tokens.issue(CI, Optional.empty())));
    }
    callers.shutdown();
    for (Future<AccessToken.Issued> one : issued) {
      assertThat(open().find(one.get().text())).contains(CI);
    }
    assertThat(open().all()).hasSize(40);
  }

  @Test
  void file_thatTurnsInvalid_leavesWhatWasKnown_andIsNotOverwritten() throws IOException {
    Tokens tokens = open();
    String text = tokens.issue(CI, Optional.empty()).text();
    String valid = Files.readString(file());
    for (String invalid :
        List.of("", "{}", "{\"tokens\":[{}]}", "{\"tokens\":[1]}", valid.replace("ci", "c\\ni"))) {
      Files.writeString(file(), invalid);
      clock.move(Duration.ofSeconds(2));
      assertThat(tokens.find(text)).as(invalid).contains(CI);
      assertThatThrownBy(() -> tokens.issue(CI, Optional.empty()))
          .isInstanceOf(TokensException.class)
          .hasMessageContaining(file().toString());
      assertThat(file()).hasContent(invalid);
      assertThatThrownBy(this::open).isInstanceOf(TokensException.class);
    }
    Files.writeString(file(), valid);
    clock.move(Duration.ofSeconds(2));
    assertThat(tokens.issue(CI, Optional.empty()).token().caller()).isEqualTo(CI);
    Files.delete(file());
    clock.move(Duration.ofSeconds(2));
    assertThat(tokens.find(text)).isEmpty();
  }

  @Test
  void adminToken_isAlwaysValid_andNotInTheFile() {
    Tokens tokens = open(Optional.of(AccessSettings.admin(ADMIN)));
    assertThat(tokens.isEmpty()).isFalse();
    assertThat(tokens.find(ADMIN).orElseThrow().role()).isEqualTo(Role.ADMIN);
    assertThat(tokens.find(ADMIN + "x")).isEmpty();
    assertThat(tokens.all()).isEmpty();
    assertThat(tokens.revoke("admin")).isFalse();
    assertThat(open().isEmpty()).isTrue();
  }

  private Path file() {
    return directory.resolve("data").resolve("tokens.json");
  }

  private Tokens open() {
    return open(Optional.empty());
  }

  private Tokens open(Optional<TokenHash> admin) {
    return new Tokens(new TokenFile(file()), admin, clock, new Random(++seed));
  }
}
