package org.versionservice.api.filter;

/** The paths of requests that the filters treat unlike all others. */
public final class SpecialPaths {

  /** The webhook: a Git server sends it whatever parameters and body it likes. */
  public static final String PUSH_HOOK = "/hooks/push";

  /** The event stream: its answers stay open for hours. */
  public static final String EVENTS = "/events";

  private SpecialPaths() {}
}
