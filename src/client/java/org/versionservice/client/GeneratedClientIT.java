package org.versionservice.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.versionservice.client.generated.ApiClient;
import org.versionservice.client.generated.ApiException;
import org.versionservice.client.generated.ApiResponse;
import org.versionservice.client.generated.api.BadgeApi;
import org.versionservice.client.generated.api.HistoryApi;
import org.versionservice.client.generated.api.OperationApi;
import org.versionservice.client.generated.api.RegistryApi;
import org.versionservice.client.generated.api.VersionApi;
import org.versionservice.client.generated.model.Badge;
import org.versionservice.client.generated.model.Changed;
import org.versionservice.client.generated.model.Deleted;
import org.versionservice.client.generated.model.DevRequest;
import org.versionservice.client.generated.model.DevVersion;
import org.versionservice.client.generated.model.Entry;
import org.versionservice.client.generated.model.IncrementRequest;
import org.versionservice.client.generated.model.Problem;
import org.versionservice.client.generated.model.SetRequest;
import org.versionservice.client.generated.model.Step;
import org.versionservice.client.generated.model.Token;
import org.versionservice.client.generated.model.TokenRequest;
import org.versionservice.proof.ServiceProcess;

/**
 * What a generator makes of the OpenAPI document, against the service: each call gets its answer as
 * an object, and an answer with a member that the document does not have is an error.
 */
@Tag("client")
class GeneratedClientIT {

  private static final String ADMIN = "an-admin-token-of-thirty-two-characters";

  private static final ObjectMapper STRICT =
      ApiClient.createDefaultObjectMapper()
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

  @TempDir static Path temporary;

  private static ServiceProcess service;
  private static VersionApi versions;
  private static RegistryApi registry;
  private static HistoryApi history;
  private static BadgeApi badges;
  private static OperationApi operations;

  @BeforeAll
  static void start() {
    Map<String, String> settings =
        Map.of(
            "VERSIONS_DATA_DIR",
            temporary.resolve("data").toString(),
            "VERSIONS_AUTH",
            "tokens",
            "VERSIONS_ADMIN_TOKEN",
            ADMIN);
    service = ServiceProcess.start(settings, temporary.resolve("log")).awaitReady();
    ApiClient client = client(ADMIN);
    versions = new VersionApi(client);
    registry = new RegistryApi(client);
    history = new HistoryApi(client);
    badges = new BadgeApi(client);
    operations = new OperationApi(client);
  }

  @AfterAll
  static void stop() {
    service.close();
  }

  private static ApiClient client(String token) {
    ApiClient client = new ApiClient(HttpClient.newBuilder(), STRICT, service.url());
    client.setReadTimeout(Duration.ofSeconds(60));
    client.setRequestInterceptor(request -> request.header("Authorization", "Bearer " + token));
    return client;
  }

  @Test
  void increment_andGet_haveAllTheirMembers() throws ApiException {
    OffsetDateTime start = OffsetDateTime.now(ZoneOffset.UTC).minusMinutes(1);
    Changed first = increment("1234-shop", "minor", new IncrementRequest().sha("4f2a9c1d"));
    assertThat(first.getAppId()).isEqualTo("1234-shop");
    assertThat(first.getVersion()).isEqualTo("1.1.0");
    assertThat(first.getPrevious()).isEqualTo("1.0.0");
    assertThat(first.getRevision()).isEqualTo(1);
    assertThat(first.getCommit()).matches("[0-9a-f]{40}");
    assertThat(first.getPushed()).isNull();
    assertThat(first.getDryRun()).isNull();
    assertThat(increment("1234-shop", null, new IncrementRequest()).getVersion())
        .isEqualTo("1.1.1");

    Entry entry = versions.getVersion("1234-shop", null, null, null, null, null, null);
    assertThat(entry.getCurrent()).isEqualTo("1.1.1");
    assertThat(entry.getProjectId()).isEqualTo("1234");
    assertThat(entry.getAppName()).isEqualTo("shop");
    assertThat(entry.getLastUpdated()).isBetween(start, OffsetDateTime.now(ZoneOffset.UTC));
    assertThat(entry.getRevision()).isEqualTo(2);
    assertThat(entry.getSha()).isNull();
  }

  @Test
  void badge_andBuild_areNamedByTheVersion() throws ApiException {
    increment("1234-named", "minor", new IncrementRequest());
    Badge badge = badges.getBadge("1234-named", null, null, null);
    assertThat(badge.getSchemaVersion()).isEqualTo(1);
    assertThat(badge.getLabel()).isEqualTo("version");
    assertThat(badge.getMessage()).isEqualTo("1.1.0");
    assertThat(badge.getColor()).isEqualTo(Badge.ColorEnum.BLUE);

    DevVersion dev =
        versions.nameBuild(
            "1234-named",
            new DevRequest().sha("0123456789").branch("feature/login"),
            null,
            null,
            null,
            null,
            null,
            null,
            null);
    assertThat(dev.getAppId()).isEqualTo("1234-named");
    assertThat(dev.getVersion()).isEqualTo("1.1.1-dev-0123456");
  }

  @Test
  void increment_takesItsParametersHeadersAndBody() throws ApiException {
    Changed picked =
        increment("1234-pick", null, new IncrementRequest().addCommitsItem("feat: pay by invoice"));
    assertThat(picked.getVersion()).isEqualTo("1.1.0");
    assertThat(picked.getType()).isEqualTo("minor");
    assertThat(picked.getReason()).isEqualTo("feat: pay by invoice");

    IncrementRequest nothing = new IncrementRequest();
    Changed tried =
        versions.incrementVersion(
            "1234-pick",
            null,
            "prerelease",
            "beta",
            "major",
            null,
            null,
            null,
            null,
            null,
            true,
            null,
            null,
            null,
            nothing);
    assertThat(tried.getVersion()).isEqualTo("2.0.0-beta.1");
    assertThat(tried.getDryRun()).isTrue();
    assertThat(tried.getCommit()).isNull();

    ApiResponse<Changed> made = withKey("1234-pick", "job-3");
    ApiResponse<Changed> repeated = withKey("1234-pick", "job-3");
    assertThat(made.getData().getVersion()).isEqualTo("1.1.1");
    assertThat(repeated.getData()).isEqualTo(made.getData());
    assertThat(made.getHeaders().get("idempotent-replay")).isNull();
    assertThat(repeated.getHeaders().get("idempotent-replay")).containsExactly("true");
    assertThat(repeated.getHeaders().get("x-request-id")).containsExactly("request-1");
  }

  @Test
  void put_setsAVersion_andForceALowerOne() throws ApiException {
    SetRequest high = new SetRequest().version("2.0.0");
    ApiResponse<Changed> created =
        versions.setVersionWithHttpInfo("1234-set", high, null, null, null, null, "*", null);
    assertThat(created.getStatusCode()).isEqualTo(201);
    assertThat(created.getData().getVersion()).isEqualTo("2.0.0");

    SetRequest low = new SetRequest().version("1.5.0");
    Problem refused =
        problem(
            409, () -> versions.setVersion("1234-set", low, null, null, null, null, null, null));
    assertThat(refused.getCode()).isEqualTo(Problem.CodeEnum.VERSION_NOT_HIGHER);
    Changed forced = versions.setVersion("1234-set", low, null, null, true, "\"1\"", null, null);
    assertThat(forced.getVersion()).isEqualTo("1.5.0");
    assertThat(forced.getPrevious()).isEqualTo("2.0.0");
    assertThat(forced.getRevision()).isEqualTo(2);
  }

  @Test
  void history_hasTheStepsNewestFirst() throws ApiException {
    String first = increment("hist-a", "major", new IncrementRequest().sha("abcdef0")).getCommit();
    String second = increment("hist-a", null, new IncrementRequest()).getCommit();

    List<Step> steps = history.getHistory("hist-a", null, null, null, null, null, null);
    assertThat(steps).extracting(Step::getVersion).containsExactly("2.0.1", "2.0.0");
    assertThat(steps).extracting(Step::getCommit).containsExactly(second, first);
    Step oldest = steps.get(1);
    assertThat(oldest.getPrevious()).isEqualTo("1.0.0");
    assertThat(oldest.getType()).isEqualTo(Step.TypeEnum.MAJOR);
    assertThat(oldest.getAt()).isBefore(OffsetDateTime.now(ZoneOffset.UTC));
    assertThat(oldest.getBy()).isEqualTo("admin");
    assertThat(oldest.getSha()).isEqualTo("abcdef0");
    assertThat(oldest.getMessage()).isEqualTo("hist-a 2.0.0");
    assertThat(history.getHistory("hist-a", null, 1, null, null, null, null))
        .containsExactly(steps.get(0));
    assertThat(history.getHistory("hist-a", null, null, second, null, null, null))
        .containsExactly(oldest);
  }

  @Test
  void lists_areOfNowAndOfThen() throws ApiException {
    String first = increment("list-a", "major", new IncrementRequest().sha("abcdef0")).getCommit();
    increment("list-a", null, new IncrementRequest());
    increment("list-b", null, new IncrementRequest());

    assertThat(registry.listVersions(null, null, null)).containsKeys("list-a", "list-b");
    Map<String, Entry> project = registry.listProject("list", null, null);
    assertThat(project).containsOnlyKeys("list-a", "list-b");
    assertThat(project.get("list-a"))
        .extracting(Entry::getCurrent, Entry::getRevision)
        .containsExactly("2.0.1", 2L);
    Map<String, Entry> then = registry.listVersions(null, first, null);
    assertThat(then).containsKey("list-a").doesNotContainKey("list-b");
    assertThat(then.get("list-a"))
        .extracting(Entry::getCurrent, Entry::getSha)
        .containsExactly("2.0.0", "abcdef0");
    assertThat(registry.listVersions(null, "2001-01-01T00:00:00+02:00", null)).isEmpty();
  }

  @Test
  void delete_tellsWhatIsGone_and404IsAProblem() throws ApiException {
    for (String app : List.of("gone-a", "gone-b", "gone-c", "gone-d")) {
      increment(app, null, new IncrementRequest());
    }
    Deleted one = versions.deleteVersion("gone-a", null, null, null, null);
    assertThat(one.getDeleted()).containsExactly("gone-a");
    assertThat(one.getCommit()).matches("[0-9a-f]{40}");
    assertThat(one.getPushed()).isNull();
    assertThat(registry.deleteEither("gone-b", null, null, null, null).getDeleted())
        .containsExactly("gone-b");
    assertThat(registry.deleteProject("gone", null, null, null, null).getDeleted())
        .containsExactly("gone-c", "gone-d");

    Problem problem =
        problem(404, () -> versions.getVersion("gone-a", null, null, null, null, null, null));
    assertThat(problem.getCode()).isEqualTo(Problem.CodeEnum.APP_NOT_FOUND);
    assertThat(problem.getStatus()).isEqualTo(404);
    assertThat(problem.getType()).isEqualTo("about:blank");
    assertThat(problem.getTitle()).isEqualTo("Not Found");
    assertThat(problem.getDetail()).contains("gone-a");
  }

  @Test
  void operations_areThoseOfAnAdmin() throws ApiException {
    assertThat(operations.listConflicts(null, null)).isEmpty();
    operations.takeOver(null);
    TokenRequest wanted =
        new TokenRequest().name("ci").role(TokenRequest.RoleEnum.READER).expiresIn("P1D");
    Token token = operations.issueToken(wanted, null);
    assertThat(token.getName()).isEqualTo("ci");
    assertThat(token.getRole()).isEqualTo(Token.RoleEnum.READER);
    assertThat(token.getProjects()).isEmpty();
    assertThat(token.getExpiresAt()).isEqualTo(token.getCreatedAt().plusDays(1));
    assertThat(operations.listTokens(null)).extracting(Token::getId).containsExactly(token.getId());

    ApiClient reader = client(token.getToken());
    assertThat(new RegistryApi(reader).listProject("nobody", null, null)).isEmpty();
    Problem forbidden = problem(403, () -> new OperationApi(reader).listTokens(null));
    assertThat(forbidden.getCode()).isEqualTo(Problem.CodeEnum.FORBIDDEN);
    operations.revokeToken(token.getId(), null);
    Problem unknown = problem(404, () -> operations.revokeToken(token.getId(), null));
    assertThat(unknown.getCode()).isEqualTo(Problem.CodeEnum.TOKEN_NOT_FOUND);
  }

  /**
   * Has the next version issued.
   *
   * @param body empty rather than null, which the generated client would send as {@code null}, and
   *     that is no object
   */
  private static Changed increment(String app, @Nullable String type, IncrementRequest body)
      throws ApiException {
    return versions.incrementVersion(
        app, null, type, null, null, null, null, null, null, null, null, null, null, null, body);
  }

  private static ApiResponse<Changed> withKey(String app, String key) throws ApiException {
    IncrementRequest nothing = new IncrementRequest();
    return versions.incrementVersionWithHttpInfo(
        app,
        "request-1",
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        key,
        nothing);
  }

  /** What a call is refused with. */
  private static Problem problem(int status, ThrowingCallable call) throws ApiException {
    ApiException refused = catchThrowableOfType(ApiException.class, call);
    assertThat(refused.getCode()).isEqualTo(status);
    try {
      return STRICT.readValue(refused.getResponseBody(), Problem.class);
    } catch (JsonProcessingException e) {
      throw new ApiException(e);
    }
  }
}
