package org.versionservice.proof;

/** Causes incidents. */
interface IncidentCause {

  /**
   * Causes an incident, and waits for its end.
   *
   * @return whether it happened; some need a first call for preparation
   */
  boolean happen(Incident incident) throws InterruptedException;
}
