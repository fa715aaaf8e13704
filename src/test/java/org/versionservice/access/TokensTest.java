package org.versionservice.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.versionservice.proof.MovedClock;
import org.versionservice.version.Principal;

/** Tests that each replica accepts a token exactly while it is valid. */
class TokensTest {

  private static final Caller CI =
      new Caller(new Principal("ci"), Role.WRITER, List.of(new ProjectPattern("12*")));
  private static final Caller ANYWHERE =
      new Caller(new Principal("Zoë Müller"), Role.READER, List.of());

  private static final String ADMIN = "an-admin-token-that-is-long-enough-x";

  @TempDir Path directory;

  private final MovedClock clock = new MovedClock();
  private int seed;

  @Test
  void find_ofAnIssuedToken_isItsCaller_afterARestartToo() {
    Tokens tokens = open();
    AccessToken.Issued issued = tokens.issue(CI, Optional.empty());
    assertThat(caller(tokens, issued.text())).contains(CI);
    assertThat(caller(open(), issued.text())).contains(CI);
    assertThat(open().all()).extracting(AccessToken::id).containsExactly(issued.token().id());
  }

  @Test
  void find_ofAnythingElse_isEmpty() {
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
    assertThat(new TokenFile(file()).isWritableByAll()).isFalse();
    Files.setPosixFilePermissions(file(), PosixFilePermissions.fromString("rw-rw-rw-"));
    assertThat(new TokenFile(file()).isWritableByAll()).isTrue();
    assertThat(directory).isDirectoryNotContaining("glob:**.new");
  }

  @Test
  void lockAndDirectory_areForTheOwnerAlone() throws IOException {
    open().issue(CI, Optional.empty());
    Path lock = file().resolveSibling("tokens.json.lock");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(lock)))
        .isEqualTo("rw-------");
    Path parent = file().getParent();
    Files.setPosixFilePermissions(parent, PosixFilePermissions.fromString("rwxrwxrwx"));
    assertThat(new TokenFile(file()).isWritableByAll()).isTrue();
    Files.setPosixFilePermissions(parent, PosixFilePermissions.fromString("rwxrwxr-x"));
    assertThat(new TokenFile(file()).isWritableByAll()).isFalse();
  }

  @Test
  void find_expiredToken_isEmpty() {
    Tokens tokens = open();
    String text = tokens.issue(CI, Optional.of(Duration.ofHours(1))).text();
    clock.move(Duration.ofMinutes(59));
    assertThat(caller(tokens, text)).contains(CI);
    clock.move(Duration.ofMinutes(1));
    assertThat(tokens.find(text)).isEmpty();
    assertThat(tokens.all()).hasSize(1);
  }

  @Test
  void tokensOfAnotherReplica_areKnownAtOnce_andRefusedASecondAfterTheyAreRevoked() {
    Tokens here = open();
    Tokens there = open();
    AccessToken.Issued issued = there.issue(CI, Optional.empty());
    assertThat(caller(here, issued.text())).contains(CI);
    assertThat(there.revoke(issued.token().id())).isTrue();
    assertThat(there.find(issued.text())).isEmpty();
    clock.move(Duration.ofSeconds(1));
    assertThat(here.find(issued.text())).isEmpty();
    assertThat(here.revoke(issued.token().id())).isFalse();
  }

  /** A change must be noticed even if the file's time and size stay the same. */
  @Test
  void tokenThatIsEditedWithinTheSameTick_isWhatItIsNow() throws IOException {
    Tokens tokens = open();
    AccessToken.Issued issued = tokens.issue(CI, Optional.empty());
    clock.move(Duration.ofSeconds(1));
    AccessToken found = tokens.find(issued.text()).orElseThrow();
    FileTime written = Files.getLastModifiedTime(file());
    String text = Files.readString(file());
    Files.writeString(file(), text.replace("\"writer\"", "\"reader\""));
    Files.setLastModifiedTime(file(), written);
    clock.move(Duration.ofSeconds(1));
    assertThat(caller(tokens, issued.text()).orElseThrow().role()).isEqualTo(Role.READER);
    assertThat(tokens.holds(found)).isFalse();
  }

  @Test
  void holds_untilRevokedOrExpired() {
    Tokens here = open();
    Tokens there = open();
    AccessToken kept = found(here, here.issue(CI, Optional.of(Duration.ofHours(1))));
    AccessToken revoked = found(here, here.issue(CI, Optional.empty()));
    assertThat(here.holds(kept) && here.holds(revoked)).isTrue();
    there.revoke(revoked.id());
    clock.move(Duration.ofMillis(500));
    assertThat(here.holds(revoked)).isFalse();
    assertThat(here.holds(kept)).isTrue();
    clock.move(Duration.ofHours(1));
    assertThat(here.holds(kept)).isFalse();
  }

  /** An invalid entry grants no access, and other entries stay valid. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"projects\": \\[[^]]*]       | \"projects\": []",
        "\"projects\": \\[[^]]*]       | \"projects\": [], \"everywhere\": false",
        "\"projects\": \\[[^]]*]       | \"projects\": [\"12*\"], \"everywhere\": true",
        "\"projects\": \\[[^]]*]       | \"projects\": null",
        "\"projects\": \\[[^]]*]       | \"projects\": \"12*\"",
        "\"projects\": \\[[^]]*]       | \"projects\": [1]",
        "\"projects\": \\[[^]]*],      | ",
        "\"projects\"                 | \"project\"",
        "\"created\"                  | \"expiresIn\": \"P1D\", \"created\"",
        "\"created\"                  | \"expires\": null, \"created\"",
        "\"created\"                  | \"expires\": 1, \"created\"",
        "\"created\"                  | \"expires\": \"soon\", \"created\"",
        "\"role\": \"writer\"         | \"role\": \"owner\"",
        "\"name\": \"ci\"             | \"name\": \"c\\\\u202ei\"",
        "\"id\"                       | \"ID\"",
      })
  void invalidEntry_grantsNoAccess_andOthersStayValid(String regex, String replacement)
      throws IOException {
    Tokens tokens = open();
    String other = tokens.issue(ANYWHERE, Optional.empty()).text();
    String text = tokens.issue(CI, Optional.empty()).text();
    String before = Files.readString(file());
    int last = before.lastIndexOf('{');
    String odd = before.substring(last).replaceFirst(regex, replacement == null ? "" : replacement);
    Files.writeString(file(), before.substring(0, last) + odd);
    clock.move(Duration.ofSeconds(2));
    assertThat(tokens.find(text)).isEmpty();
    assertThat(caller(tokens, other)).contains(ANYWHERE);
    assertThat(open().find(text)).isEmpty();
    tokens.issue(CI, Optional.empty());
    assertThat(open().find(text)).as("an entry that stays until it is mended").isEmpty();
    assertThat(open().all()).hasSize(2);
    assertThat(Files.readString(file()))
        .contains(before.substring(before.lastIndexOf("sha256")).substring(10, 74));
  }

  @Test
  void entriesWithTheSameId_grantNoAccess() throws IOException {
    Tokens tokens = open();
    String text = tokens.issue(CI, Optional.empty()).text();
    String before = Files.readString(file());
    String entry =
        before.substring(
            before.lastIndexOf('{'), before.lastIndexOf('}', before.lastIndexOf(']')) + 1);
    Files.writeString(file(), before.replace(entry, entry + "," + entry.replace("12*", "1*")));
    clock.move(Duration.ofSeconds(2));
    assertThat(tokens.find(text)).isEmpty();
  }

  /** The first format cannot express "everywhere" in another way. */
  @Test
  void fileOfTheFirstFormat_isReadAsItWasMeant_andWrittenInTheNewOne() throws IOException {
    Tokens tokens = open();
    String everywhere = tokens.issue(ANYWHERE, Optional.empty()).text();
    String limited = tokens.issue(CI, Optional.empty()).text();
    String first =
        Files.readString(file())
            .replaceFirst("\"format\": 2,", "")
            .replaceFirst("\"everywhere\": true,", "");
    Files.writeString(file(), first);
    Tokens read = open();
    assertThat(caller(read, everywhere)).contains(ANYWHERE);
    assertThat(caller(read, limited)).contains(CI);
    read.issue(CI, Optional.empty());
    assertThat(Files.readString(file())).contains("\"format\": 2", "\"everywhere\": true");
    assertThat(caller(open(), everywhere)).contains(ANYWHERE);
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
      assertThat(caller(open(), one.get().text())).contains(CI);
    }
    assertThat(open().all()).hasSize(40);
  }

  @Test
  void file_thatTurnsInvalid_leavesWhatWasKnown_andIsNotOverwritten() throws IOException {
    Tokens tokens = open();
    String text = tokens.issue(CI, Optional.empty()).text();
    String valid = Files.readString(file());
    for (String invalid :
        List.of(
            "",
            "{}",
            "{\"tokens\":{}}",
            "{\"tokens\":[],\"projects\":[\"1\"]}",
            valid.replace("\"format\": 2", "\"format\": 3"),
            valid.replace("\"role\"", "\"name\": \"x\", \"role\""))) {
      Files.writeString(file(), invalid);
      clock.move(Duration.ofSeconds(2));
      assertThat(caller(tokens, text)).as(invalid).contains(CI);
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
    assertThat(caller(tokens, ADMIN).orElseThrow().role()).isEqualTo(Role.ADMIN);
    assertThat(tokens.find(ADMIN + "x")).isEmpty();
    assertThat(tokens.all()).isEmpty();
    assertThat(tokens.revoke("admin")).isFalse();
    assertThat(open().isEmpty()).isTrue();
  }

  private static Optional<Caller> caller(Tokens tokens, String text) {
    return tokens.find(text).map(AccessToken::caller);
  }

  private static AccessToken found(Tokens tokens, AccessToken.Issued issued) {
    return tokens.find(issued.text()).orElseThrow();
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
