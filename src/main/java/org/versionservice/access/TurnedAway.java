package org.versionservice.access;

/**
 * The event that a request was refused before it reached a resource.
 *
 * @param method the HTTP method as sent
 * @param status the status of the answer: 401, 403 or 429
 */
public record TurnedAway(String method, int status) {}
