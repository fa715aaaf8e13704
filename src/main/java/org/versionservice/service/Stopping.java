package org.versionservice.service;

/** The event before the service stops: changes that wait are still answered. */
public record Stopping() {}
