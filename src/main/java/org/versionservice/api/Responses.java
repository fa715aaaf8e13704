package org.versionservice.api;

import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.versionservice.api.model.Changed;
import org.versionservice.api.model.ConvertedLayout;
import org.versionservice.api.model.Deleted;
import org.versionservice.api.model.DevVersion;
import org.versionservice.api.model.ErrorCode;
import org.versionservice.api.model.ProblemException;
import org.versionservice.service.WriteOptions;
import org.versionservice.storage.Receipt;
import org.versionservice.storage.StorageException;
import org.versionservice.version.ApplicationId;
import org.versionservice.version.ApplicationVersion;
import org.versionservice.version.CommittedTransition;
import org.versionservice.version.DevBuild;
import org.versionservice.version.Outcome;
import org.versionservice.version.Refusal;
import org.versionservice.version.Reservations;
import org.versionservice.version.SemanticVersion;
import org.versionservice.version.Transition;
import org.versionservice.version.VersionFormat;

/** Maps the outcomes of requests to responses and problems. */
final class Responses {

  private Responses() {}

  /**
   * Returns the response about an app, with its revision as the entity tag.
   *
   * @throws ProblemException if the app was not found
   */
  static Response found(
      ApplicationId app,
      Optional<ApplicationVersion> found,
      Function<ApplicationVersion, Object> body) {
    return found
        .map(entry -> Response.ok(body.apply(entry)).tag(Long.toString(entry.revision())).build())
        .orElseThrow(() -> new ProblemException(ErrorCode.APP_NOT_FOUND, "there is no app " + app));
  }

  static Response incremented(Receipt receipt, RequestedIncrement requested, WriteOptions options) {
    Transition step = steps(receipt.outcome()).get(0);
    Changed changed =
        Changed.of(step, receipt, options.format()).asCurrent(step.current().isEmpty());
    Changed explained =
        requested.pick().map(pick -> changed.because(pick, step.type())).orElse(changed);
    boolean reserved = step.reservedUntil().isPresent() && !options.dryRun();
    return answer(
        reserved ? Response.Status.CREATED : Response.Status.OK,
        options.dryRun() ? explained.asDryRun() : explained,
        receipt);
  }

  /**
   * @param version the version of the reservation
   */
  static Response settled(
      Receipt receipt, SemanticVersion version, Optional<VersionFormat> format) {
    if (receipt.outcome() instanceof Outcome.Unchanged unchanged) {
      ApplicationVersion entry = unchanged.entry();
      return Response.ok(
              Changed.of(entry, version, receipt, format)
                  .asCurrent(entry.current().equals(version)))
          .build();
    }
    Transition step = steps(receipt.outcome()).get(0);
    Changed changed = Changed.of(step, receipt, format);
    return answer(Response.Status.OK, changed.asCurrent(step.current().isEmpty()), receipt);
  }

  static Response set(Receipt receipt, Optional<VersionFormat> format) {
    if (receipt.outcome() instanceof Outcome.Unchanged unchanged) {
      return Response.ok(Changed.of(unchanged.entry(), receipt, format)).build();
    }
    Transition step = steps(receipt.outcome()).get(0);
    Response.Status status = step.created() ? Response.Status.CREATED : Response.Status.OK;
    return answer(status, Changed.of(step, receipt, format), receipt);
  }

  static DevVersion dev(
      ApplicationId app,
      DevBuild build,
      Optional<SemanticVersion> highest,
      Optional<VersionFormat> format) {
    SemanticVersion before = highest.orElseThrow(Responses::noSuchLine);
    return build
        .after(before)
        .map(named -> DevVersion.of(app, named, format))
        .orElseThrow(() -> refused(Refusal.VERSION_EXHAUSTED));
  }

  static Response deleted(Receipt receipt) {
    return answer(Response.Status.OK, Deleted.of(steps(receipt.outcome()), receipt), receipt);
  }

  static Response converted(Receipt receipt) {
    if (receipt.outcome() instanceof Outcome.Converted converted) {
      return Response.ok(ConvertedLayout.of(converted, receipt)).build();
    }
    throw notMade(receipt.outcome());
  }

  static ProblemException noSuchCommit() {
    return new ProblemException(
        ErrorCode.COMMIT_NOT_FOUND, "the branch has no such commit, or several that begin so");
  }

  static ProblemException noSuchLine() {
    return new ProblemException(
        ErrorCode.LINE_NOT_FOUND,
        "the app has no version in the line; from names the version before its first one");
  }

  static ProblemException preconditionFailed() {
    return new ProblemException(
        ErrorCode.PRECONDITION_FAILED, "it is not any more what the request expects");
  }

  private static Response answer(Response.Status status, Object entity, Receipt receipt) {
    Response.ResponseBuilder answer = Response.status(status).entity(entity);
    return receipt.outcome() instanceof Outcome.Replayed
        ? answer.header(WriteOptionsReader.IDEMPOTENT_REPLAY, true).build()
        : answer.build();
  }

  private static List<Transition> steps(Outcome outcome) {
    if (outcome instanceof Outcome.Applied applied) {
      return applied.transitions();
    }
    if (outcome instanceof Outcome.Replayed replayed) {
      return replayed.steps().stream().map(CommittedTransition::transition).toList();
    }
    throw notMade(outcome);
  }

  private static RuntimeException notMade(Outcome outcome) {
    if (outcome instanceof Outcome.Refused refused) {
      return refused(refused.refusal());
    }
    return outcome instanceof Outcome.Unreadable unreadable
        ? StorageException.unavailable(unreadable.problem(), null)
        : new IllegalStateException("no answer is known for " + outcome);
  }

  private static ProblemException refused(Refusal refusal) {
    return switch (refusal) {
      case APP_NOT_FOUND -> new ProblemException(ErrorCode.APP_NOT_FOUND, "there is no such app");
      case PROJECT_NOT_FOUND ->
          new ProblemException(ErrorCode.PROJECT_NOT_FOUND, "no app belongs to such a project");
      case VERSION_NOT_HIGHER ->
          new ProblemException(
              ErrorCode.VERSION_NOT_HIGHER,
              "a version as high was issued before; force=true sets it nevertheless");
      case LINE_NOT_FOUND -> noSuchLine();
      case OUTSIDE_LINE ->
          new ProblemException(
              ErrorCode.OUTSIDE_LINE,
              "the version that would come, or that of the source commit, is not in the line");
      case RESERVATION_NOT_FOUND ->
          new ProblemException(
              ErrorCode.RESERVATION_NOT_FOUND,
              "the version was never reserved, or its reservation is gone");
      case RESERVATION_ABORTED ->
          new ProblemException(
              ErrorCode.RESERVATION_ABORTED,
              "the reservation was aborted; reserve another version");
      case ALREADY_CONFIRMED ->
          new ProblemException(ErrorCode.ALREADY_CONFIRMED, "the version was confirmed before");
      case TOO_MANY_RESERVATIONS ->
          new ProblemException(
              ErrorCode.TOO_MANY_RESERVATIONS,
              "the app has " + Reservations.MAX_OPEN + " open reservations; confirm or abort some");
      case NOT_CALVER ->
          new ProblemException(
              ErrorCode.NOT_CALVER,
              "the app's highest version is none of the calendar scheme; force=true starts it");
      case NOT_A_PRERELEASE ->
          new ProblemException(
              ErrorCode.NOT_A_PRERELEASE, "the app's version is a release already");
      case VERSION_EXHAUSTED ->
          new ProblemException(
              ErrorCode.VERSION_EXHAUSTED,
              "a version's numbers and an app's revision go up to 2^63-1");
      case NOT_EXPRESSIBLE ->
          new ProblemException(
              ErrorCode.NOT_EXPRESSIBLE, "the format cannot express the version that would come");
      case PRECONDITION_FAILED -> preconditionFailed();
      case IDEMPOTENCY_KEY_REUSED ->
          new ProblemException(
              ErrorCode.IDEMPOTENCY_KEY_REUSED, "the key was sent before, with another change");
    };
  }
}
