package org.versionservice.storage.git.repository;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import org.eclipse.jgit.lib.PersonIdent;
import org.versionservice.version.Principal;

/** The authors and the committer of commits, with addresses that push rules of servers accept. */
public final class Persons {

  private static final String DEFAULT_DOMAIN = "@version-service.invalid";

  private final String committer;
  private final String domain;

  /**
   * @param email the committer's address; its domain is also that of the authors' addresses
   */
  public Persons(Optional<String> email) {
    this.domain = email.map(text -> text.substring(text.indexOf('@'))).orElse(DEFAULT_DOMAIN);
    this.committer = email.orElse(mailbox(Principal.SERVICE) + domain);
  }

  public PersonIdent author(Principal principal, Instant at) {
    return new PersonIdent(principal.name(), mailbox(principal) + domain, at, ZoneOffset.UTC);
  }

  public PersonIdent committer(Instant at) {
    return new PersonIdent(Principal.SERVICE.name(), committer, at, ZoneOffset.UTC);
  }

  private static String mailbox(Principal principal) {
    return principal.name().replaceAll("[ @]", ".");
  }
}
