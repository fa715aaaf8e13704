package org.versionservice.storage.redis;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.versionservice.version.ApplicationId;
import org.versionservice.version.ApplicationVersion;

/** A cache consumer with given entries that records all that it receives. */
final class SimpleReplica implements CacheConsumer {

  private final Map<ApplicationId, CachedVersion> truth = new ConcurrentHashMap<>();
  private final Map<ApplicationId, CachedVersion> seen = new ConcurrentHashMap<>();
  private volatile boolean settled = true;

  /** Adds true entries. */
  SimpleReplica with(CachedVersion... versions) {
    for (CachedVersion version : versions) {
      truth.put(version.app(), version);
    }
    return this;
  }

  void settle(boolean nothingCanChange) {
    settled = nothingCanChange;
  }

  /** Returns the received entry of an app. */
  Optional<CachedVersion> seen(String app) {
    return Optional.ofNullable(seen.get(new ApplicationId(app)));
  }

  /** Returns all received entries. */
  Collection<CachedVersion> seen() {
    return seen.values();
  }

  @Override
  public Optional<List<CachedVersion>> truth() {
    return settled ? Optional.of(List.copyOf(truth.values())) : Optional.empty();
  }

  @Override
  public List<ApplicationVersion> there() {
    return truth.values().stream()
        .filter(version -> !version.deleted())
        .map(CachedVersion::last)
        .toList();
  }

  @Override
  public long revision(ApplicationId app) {
    CachedVersion own = truth.get(app);
    CachedVersion other = seen.get(app);
    return Math.max(own == null ? -1 : own.revision(), other == null ? -1 : other.revision());
  }

  @Override
  public void see(Collection<CachedVersion> others) {
    others.forEach(other -> seen.merge(other.app(), other, CachedVersion::newer));
  }

  @Override
  public void review() {}

  @Override
  public List<Correction> corrections() {
    return List.of();
  }
}
