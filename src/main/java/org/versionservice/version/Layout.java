package org.versionservice.version;

import java.util.Locale;

/** Where the entries of the registry are in the repository. */
public enum Layout {
  /** All in one file. */
  SINGLE,
  /** A file for each project. */
  PROJECT;

  /** Returns the name in settings, requests, answers and commits. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
