package dev.nightshift.curation.spark.dedup;

import java.util.Iterator;
import java.util.function.Function;

/** An iterator whose elements are made of another's as they are asked for. */
final class Mapped<A, B> implements Iterator<B> {

  private final Iterator<A> from;
  private final Function<A, B> function;

  Mapped(Iterator<A> from, Function<A, B> function) {
    this.from = from;
    this.function = function;
  }

  @Override
  public boolean hasNext() {
    return from.hasNext();
  }

  @Override
  public B next() {
    return function.apply(from.next());
  }
}
