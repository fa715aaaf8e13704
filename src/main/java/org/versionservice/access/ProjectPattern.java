package org.versionservice.access;

import java.util.regex.Pattern;
import org.versionservice.version.ProjectId;

/**
 * A project-id, or a prefix of project-ids with an asterisk at the end.
 *
 * @param text for example {@code 1234} or {@code team_*}
 */
public record ProjectPattern(String text) {

  private static final Pattern GRAMMAR = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.]{0,63}\\*?");
  private static final String REST = "*";

  public ProjectPattern {
    if (!GRAMMAR.matcher(text).matches()) {
      throw new IllegalArgumentException(
          "projects are project-ids, or beginnings of them with an asterisk, as team_*");
    }
  }

  /** Returns whether a project matches. */
  public boolean matches(ProjectId project) {
    return text.endsWith(REST)
        ? project.value().startsWith(text.substring(0, text.length() - 1))
        : project.value().equals(text);
  }
}
