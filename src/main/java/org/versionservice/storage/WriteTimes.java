package org.versionservice.storage;

import java.time.Duration;

/**
 * What a batch of changes spent its time on, all attempts together.
 *
 * @param stored forcing commits to disk
 * @param pushed bringing them to the remote; zero if that was not tried
 */
public record WriteTimes(Duration stored, Duration pushed) {}
