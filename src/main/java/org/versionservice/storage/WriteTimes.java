package org.versionservice.storage;

import java.time.Duration;

/**
 * The times of a batch, summed over all attempts.
 *
 * @param stored the time to force commits to disk
 * @param pushed the time to push them; zero without a push
 */
public record WriteTimes(Duration stored, Duration pushed) {}
