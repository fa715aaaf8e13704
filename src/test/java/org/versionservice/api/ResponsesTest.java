package org.versionservice.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.versionservice.storage.PushState;
import org.versionservice.storage.Receipt;
import org.versionservice.storage.StorageException;
import org.versionservice.version.Outcome;

/** Tests the answer to a change whose project's file cannot be read. */
class ResponsesTest {

  private static final String PROBLEM = "versions/35/1.json, line 3: no version";

  private static final Receipt UNREADABLE =
      new Receipt(new Outcome.Unreadable(PROBLEM), Optional.empty(), PushState.NO_PUSH);

  @Test
  void changed_unreadableProject_isUnavailable() {
    for (Function<Receipt, Response> answer :
        List.<Function<Receipt, Response>>of(
            receipt -> Responses.set(receipt, Optional.empty()), Responses::deleted)) {
      assertThatThrownBy(() -> answer.apply(UNREADABLE))
          .isInstanceOfSatisfying(
              StorageException.class,
              failure -> assertThat(failure.kind()).isEqualTo(StorageException.Kind.UNAVAILABLE))
          .hasMessage(PROBLEM);
    }
  }
}
