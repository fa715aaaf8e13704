package org.versionservice.access;

/**
 * Told of each request that was not let in.
 *
 * @param method its HTTP method, as it was sent
 * @param status what it was answered: 401, 403 or 429
 */
public record TurnedAway(String method, int status) {}
