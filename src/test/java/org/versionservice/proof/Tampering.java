package org.versionservice.proof;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.versionservice.proof.RemoteHistory.Conversion;
import org.versionservice.proof.RemoteHistory.Entry;
import org.versionservice.proof.RemoteHistory.Step;
import org.versionservice.proof.Violation.Kind;
import org.versionservice.version.ApplicationId;
import org.versionservice.version.IdempotencyKey;

/** The ways to break a correct run. */
enum Tampering {
  AN_ANSWERED_CHANGE_IS_NOT_ON_THE_REMOTE(Kind.LOST) {
    @Override
    boolean apply(Run run) {
      Optional<RequestAttempt> last = last(run.attempts, made(RequestAttempt.Kind.INCREMENT));
      last.map(Tampering::answer)
          .ifPresent(made -> run.commits.removeIf(commit -> isOf(commit, last.get(), made)));
      return last.isPresent();
    }
  },
  THE_FILE_FELL_BEHIND(Kind.BROKEN_HISTORY) {
    @Override
    boolean apply(Run run) {
      run.file.replaceAll(
          (app, entry) -> new Entry(SeenVersion.parse("0.1.0"), entry.revision(), entry.deleted()));
      return last(run.attempts, made(RequestAttempt.Kind.INCREMENT)).isPresent();
    }
  },
  AN_ANSWER_NAMES_ANOTHER_COMMIT(Kind.LOST) {
    @Override
    boolean apply(Run run) {
      return replaceAnswer(
          run,
          attempt -> attempt.answer() instanceof Answer.Made made && made.pushed(),
          made -> new Answer.Made(made.version(), run.newCommitId(), true));
    }
  },
  TWO_REQUESTS_GOT_ONE_VERSION(Kind.ISSUED_TWICE) {
    @Override
    boolean apply(Run run) {
      return pair(run, (one, other) -> !one.key().equals(other.key()), Tampering::copyVersion);
    }
  },
  A_LATER_REQUEST_GOT_THE_LOWER_VERSION(Kind.OUT_OF_ORDER) {
    @Override
    boolean apply(Run run) {
      return pair(run, (one, other) -> one.end() < other.start(), Tampering::swapVersions);
    }
  },
  A_HEAD_WAS_FORCED_AWAY(Kind.REWRITTEN) {
    @Override
    boolean apply(Run run) {
      run.heads.add(run.heads.size() / 2, run.newCommitId());
      return true;
    }
  },
  THE_BRANCH_WENT_BACK(Kind.REWRITTEN) {
    @Override
    boolean apply(Run run) {
      run.heads.add(run.commits.get(run.commits.size() - 1).id());
      return run.heads.add(run.commits.get(0).id());
    }
  },
  A_VERSION_IS_TWICE_IN_THE_LOG(Kind.BROKEN_HISTORY) {
    @Override
    boolean apply(Run run) {
      return repeatStep(run, Optional.empty());
    }
  },
  A_REVISION_IS_MISSING(Kind.BROKEN_HISTORY) {
    @Override
    boolean apply(Run run) {
      return run.commits.remove(newestStep(run));
    }
  },
  COMMITS_CHANGED_PLACES(Kind.BROKEN_HISTORY) {
    @Override
    boolean apply(Run run) {
      return run.commits.add(run.commits.remove(0));
    }
  },
  THE_FILE_HAS_AN_APP_WITHOUT_COMMITS(Kind.BROKEN_HISTORY) {
    @Override
    boolean apply(Run run) {
      return run.commits.removeIf(
          commit -> commit instanceof Step step && step.app().value().equals("p-app0"));
    }
  },
  A_KEY_IS_IN_TWO_COMMITS(Kind.KEY_IGNORED) {
    @Override
    boolean apply(Run run) {
      return last(run.attempts, attempt -> isMadeWithKey(attempt))
          .map(attempt -> repeatStep(run, attempt.key()))
          .orElse(false);
    }
  },
  A_RETRY_GOT_ANOTHER_VERSION(Kind.KEY_IGNORED) {
    @Override
    boolean apply(Run run) {
      Optional<RequestAttempt> one = last(run.attempts, Tampering::isMadeWithKey);
      one.ifPresent(attempt -> run.attempts.add(with(attempt, moved(answer(attempt), "9.9.9"))));
      return one.isPresent();
    }
  },
  A_DENIED_REQUEST_WAS_MADE(Kind.DENIED_AND_ISSUED) {
    @Override
    boolean apply(Run run) {
      Optional<RequestAttempt> one = last(run.attempts, Tampering::isMadeWithKey);
      one.ifPresent(
          attempt ->
              run.attempts.replaceAll(
                  any ->
                      any.key().equals(attempt.key()) ? with(any, new Answer.Denied("503")) : any));
      return one.isPresent();
    }
  },
  THE_FILE_FELL_BEHIND_FOR_A_WHILE(Kind.BROKEN_HISTORY) {
    @Override
    boolean apply(Run run) {
      Step step = newestStep(run);
      run.samples.put(step.id(), Map.of());
      return true;
    }
  },
  A_CONVERSION_DROPPED_AN_APP(Kind.BROKEN_HISTORY) {
    @Override
    boolean apply(Run run) {
      return newest(run, Conversion.class)
          .map(
              conversion -> {
                Map<ApplicationId, Entry> file = new HashMap<>(conversion.file());
                boolean dropped = file.keySet().remove(new ApplicationId("p-app0"));
                run.commits.set(
                    run.commits.indexOf(conversion),
                    new Conversion(conversion.id(), conversion.layout(), file));
                return dropped;
              })
          .orElse(false);
    }
  },
  A_CONVERSION_WAS_MADE_TWICE(Kind.BROKEN_HISTORY) {
    @Override
    boolean apply(Run run) {
      Optional<Conversion> newest = newest(run, Conversion.class);
      newest.ifPresent(conversion -> run.commits.add(run.commits.indexOf(conversion), conversion));
      return newest.isPresent();
    }
  },
  AN_ANSWERED_CONVERSION_IS_NOT_ON_THE_REMOTE(Kind.LOST) {
    @Override
    boolean apply(Run run) {
      return newest(run, Conversion.class).map(run.commits::remove).orElse(false);
    }
  },
  NOBODY_ASKED(Kind.UNASKED) {
    @Override
    boolean apply(Run run) {
      return repeatStep(run, Optional.of(new IdempotencyKey("nobody's")));
    }
  };

  private final Kind breach;

  Tampering(Kind breach) {
    this.breach = breach;
  }

  /** Returns the violation that the checker must find. */
  Kind breach() {
    return breach;
  }

  /** Breaks a run; returns false if the run is not suitable. */
  abstract boolean apply(Run run);

  private static Predicate<RequestAttempt> made(RequestAttempt.Kind kind) {
    return attempt -> attempt.kind() == kind && attempt.answer() instanceof Answer.Made;
  }

  private static boolean isMadeWithKey(RequestAttempt attempt) {
    return attempt.key().isPresent() && attempt.answer() instanceof Answer.Made;
  }

  private static Answer.Made answer(RequestAttempt attempt) {
    return (Answer.Made) attempt.answer();
  }

  private static boolean isOf(
      RemoteHistory.Commit commit, RequestAttempt attempt, Answer.Made made) {
    return commit instanceof Step step
        && step.app().equals(attempt.app())
        && step.version().equals(made.version());
  }

  private static Optional<RequestAttempt> last(
      List<RequestAttempt> attempts, Predicate<RequestAttempt> wanted) {
    return attempts.stream().filter(wanted).reduce((one, next) -> next);
  }

  private static RequestAttempt with(RequestAttempt attempt, Answer answer) {
    return new RequestAttempt(
        attempt.client(),
        attempt.app(),
        attempt.kind(),
        attempt.key(),
        attempt.start(),
        attempt.end(),
        answer,
        attempt.line());
  }

  private static Answer.Made moved(Answer.Made made, String version) {
    return new Answer.Made(SeenVersion.parse(version), made.commit(), made.pushed());
  }

  private static boolean replaceAnswer(
      Run run, Predicate<RequestAttempt> wanted, UnaryOperator<Answer.Made> replacement) {
    Optional<RequestAttempt> one = last(run.attempts, wanted);
    one.ifPresent(
        attempt ->
            run.attempts.replaceAll(
                any -> any.equals(attempt) ? with(any, replacement.apply(answer(any))) : any));
    return one.isPresent();
  }

  /** Changes two increments of an app that had one try each. */
  private static boolean pair(
      Run run, BiPredicate<RequestAttempt, RequestAttempt> wanted, TwoAnswers replacement) {
    List<RequestAttempt> made = new ArrayList<>(run.attempts);
    made.removeIf(made(RequestAttempt.Kind.INCREMENT).negate());
    made.removeIf(
        attempt -> RecordedRequest.of(run.attempts).stream().anyMatch(hasMoreTriesThan(attempt)));
    for (RequestAttempt one : made) {
      for (RequestAttempt other : made) {
        if (!one.equals(other)
            && one.app().equals(other.app())
            && one.line().equals(other.line())
            && wanted.test(one, other)) {
          replacement.apply(run, one, other);
          return true;
        }
      }
    }
    return false;
  }

  private static Predicate<RecordedRequest> hasMoreTriesThan(RequestAttempt attempt) {
    return request -> request.tries().size() > 1 && request.tries().contains(attempt);
  }

  private interface TwoAnswers {
    void apply(Run run, RequestAttempt one, RequestAttempt other);
  }

  private static void copyVersion(Run run, RequestAttempt one, RequestAttempt other) {
    String version = answer(one).version().toString();
    replaceAnswer(run, any -> any.equals(other), made -> moved(made, version));
  }

  private static void swapVersions(Run run, RequestAttempt one, RequestAttempt other) {
    String higher = answer(other).version().toString();
    copyVersion(run, one, other);
    replaceAnswer(run, any -> any.equals(one), made -> moved(made, higher));
  }

  private static Step newestStep(Run run) {
    return newest(run, Step.class).orElseThrow();
  }

  private static <T extends RemoteHistory.Commit> Optional<T> newest(Run run, Class<T> kind) {
    return run.commits.stream()
        .filter(kind::isInstance)
        .map(kind::cast)
        .reduce((one, next) -> next);
  }

  /** Adds the newest step of its kind again, with the next revision. */
  private static boolean repeatStep(Run run, Optional<IdempotencyKey> key) {
    Step step = newestStep(run);
    return run.commits.add(
        new Step(
            run.newCommitId(),
            step.app(),
            "patch",
            step.version(),
            Optional.of(step.version()),
            step.revision() + 1,
            key,
            Optional.empty()));
  }
}
