package org.versionservice.storage;

import java.time.Duration;

/**
 * What a batch of changes spent its time on, all attempts together.
 *
 * @param stored forcing commits to disk
 * @param pushed bringing them to the remote; zero if that was not tried
 */
public record WriteTimes(Duration stored, Duration pushed) {

  /** Nothing was done yet. */
  public static final WriteTimes NONE = new WriteTimes(Duration.ZERO, Duration.ZERO);

  /** These times and some spent on the disk. */
  public WriteTimes plusStored(Duration time) {
    return new WriteTimes(stored.plus(time), pushed);
  }

  /** These times and some spent on the remote. */
  public WriteTimes plusPushed(Duration time) {
    return new WriteTimes(stored, pushed.plus(time));
  }
}
