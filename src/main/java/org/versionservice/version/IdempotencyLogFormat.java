package org.versionservice.version;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The written form of an {@link IdempotencyLog}: the steps of each app that name a source commit,
 * then the steps of each key. A step that is its key's only one and names a source commit is
 * written once, so that it is in memory once after it is read.
 *
 * @param kept which steps of a key to write
 */
record IdempotencyLogFormat(
    HashTrie<ScopedKey, List<PackedTransition>> keys,
    HashTrie<ApplicationId, SourceTable> sources,
    Predicate<List<PackedTransition>> kept) {

  void writeTo(DataOutput out) throws IOException {
    for (Map.Entry<ApplicationId, SourceTable> source : sources.entries()) {
      List<PackedTransition> steps = source.getValue().steps();
      out.writeBoolean(true);
      out.writeUTF(source.getKey().value());
      write(steps, out);
      for (PackedTransition step : steps) {
        out.writeBoolean(isKeyWrittenWith(step));
      }
    }
    out.writeBoolean(false);
    for (Map.Entry<ScopedKey, List<PackedTransition>> key : keys.entries()) {
      if (kept.test(key.getValue()) && !isWrittenWithSource(key.getKey(), key.getValue())) {
        out.writeBoolean(true);
        out.writeUTF(key.getKey().scope());
        out.writeUTF(key.getKey().key().value());
        write(key.getValue(), out);
      }
    }
    out.writeBoolean(false);
  }

  private static void write(List<PackedTransition> steps, DataOutput out) throws IOException {
    out.writeInt(steps.size());
    for (PackedTransition step : steps) {
      step.writeTo(out);
    }
  }

  /** Returns whether a step that names a source commit is the only one of its key. */
  private boolean isKeyWrittenWith(PackedTransition step) {
    return step.key()
        .flatMap(keys::find)
        .filter(kept)
        .filter(steps -> steps.size() == 1 && steps.get(0) == step)
        .isPresent();
  }

  private boolean isWrittenWithSource(ScopedKey key, List<PackedTransition> steps) {
    PackedTransition first = steps.get(0);
    return steps.size() == 1
        && first.hasSha()
        && first.key().equals(Optional.of(key))
        && isInTable(first);
  }

  private boolean isInTable(PackedTransition step) {
    Optional<SourceTable> table = sources.find(step.app());
    return table.isPresent() && table.get().steps().stream().anyMatch(other -> other == step);
  }

  static IdempotencyLog read(DataInput in, Duration keptFor) throws IOException {
    Map<ApplicationId, SourceTable> sources = new HashMap<>();
    Map<ScopedKey, List<PackedTransition>> keys = new HashMap<>();
    while (in.readBoolean()) {
      ApplicationId app = new ApplicationId(in.readUTF());
      List<PackedTransition> steps = readSteps(in);
      for (PackedTransition step : steps) {
        if (in.readBoolean()) {
          keys.put(step.key().orElseThrow(), List.of(step));
        }
      }
      sources.put(app, SourceTable.of(steps));
    }
    while (in.readBoolean()) {
      ScopedKey key = new ScopedKey(in.readUTF(), new IdempotencyKey(in.readUTF()));
      keys.put(key, readSteps(in));
    }
    return new IdempotencyLog(keptFor, HashTrie.of(keys), HashTrie.of(sources));
  }

  private static List<PackedTransition> readSteps(DataInput in) throws IOException {
    int size = in.readInt();
    List<PackedTransition> steps = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      steps.add(PackedTransition.read(in));
    }
    return List.copyOf(steps);
  }
}
