package org.versionservice.storage.git;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import org.eclipse.jgit.internal.storage.pack.BinaryDelta;

/** A delta, applied by JGit, leads from one text to the other. */
class DeltaTest {

  /** What becomes of one piece of the text. */
  enum Edit {
    KEEP,
    REPLACE,
    REMOVE,
    INSERT_BEFORE
  }

  /** A piece and its fate. */
  record Piece(byte[] text, Edit edit, byte[] other) {}

  @Property(tries = 500)
  void between_appliedToTheBase_isTheTarget(@ForAll("pieces") List<Piece> pieces) {
    List<byte[]> base = new ArrayList<>();
    List<byte[]> target = new ArrayList<>();
    for (Piece piece : pieces) {
      base.add(piece.text());
      switch (piece.edit()) {
        case KEEP -> target.add(piece.text());
        case REPLACE -> target.add(piece.other());
        case REMOVE -> {}
        case INSERT_BEFORE -> {
          target.add(piece.other());
          target.add(piece.text());
        }
      }
    }
    byte[] delta = Delta.between(base, target);
    assertThat(BinaryDelta.apply(Draft.flat(base), delta)).isEqualTo(Draft.flat(target));
  }

  @Property(tries = 20)
  void between_textsThatShareNearlyAll_isShort(@ForAll("piece") Piece changed) {
    List<byte[]> base = new ArrayList<>();
    for (int i = 0; i < 2_000; i++) {
      base.add(("piece number " + i).repeat(20).getBytes(UTF_8));
    }
    List<byte[]> target = new ArrayList<>(base);
    target.set(1_000, changed.other());
    assertThat(Delta.between(base, target).length).isLessThan(changed.other().length + 64);
  }

  @Provide
  Arbitrary<List<Piece>> pieces() {
    return piece().list().ofMinSize(1).ofMaxSize(12);
  }

  @Provide
  Arbitrary<Piece> piece() {
    Arbitrary<byte[]> texts =
        Arbitraries.bytes().array(byte[].class).ofMinSize(1).ofMaxSize(300).injectDuplicates(0.3);
    Arbitrary<byte[]> large = texts.map(text -> repeated(text, 70_000));
    Arbitrary<byte[]> sizes = Arbitraries.frequencyOf(Tuple.of(12, texts), Tuple.of(1, large));
    return Combinators.combine(sizes, Arbitraries.of(Edit.class), texts).as(Piece::new);
  }

  private static byte[] repeated(byte[] text, int length) {
    byte[] long_ = new byte[length];
    for (int i = 0; i < length; i++) {
      long_[i] = text[i % text.length];
    }
    return long_;
  }
}
