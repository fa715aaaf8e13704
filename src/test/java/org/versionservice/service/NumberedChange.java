package org.versionservice.service;

import java.util.Optional;
import java.util.Random;
import org.versionservice.version.ApplicationId;
import org.versionservice.version.Change;
import org.versionservice.version.ChangeId;
import org.versionservice.version.Principal;
import org.versionservice.version.Request;

/** Creates changes that are equal if their numbers are. */
final class NumberedChange {

  private NumberedChange() {}

  static Change change(int number) {
    return new Change.DeleteApplication(
        new ApplicationId("1-app" + number),
        new Request(
            ChangeId.random(new Random(number)),
            Principal.SERVICE,
            Optional.empty(),
            Optional.empty()));
  }
}
