package dev.nightshift.curation.dedup;

import dev.nightshift.curation.dedup.BucketPairs.Member;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * Leaves out the members of buckets that hold one row only. The members come sorted by bucket, and
 * one of them is held at a time.
 */
public final class CrowdedBuckets implements Iterator<Member> {

  private final Iterator<Member> members;
  private @Nullable Member pending;
  private @Nullable Member ready;
  private boolean crowded;

  /** The members of crowded buckets among these, which are sorted by bucket. */
  public CrowdedBuckets(Iterator<Member> members) {
    this.members = members;
  }

  @Override
  public boolean hasNext() {
    while (ready == null && (pending != null || members.hasNext())) {
      Member next = members.hasNext() ? members.next() : null;
      Member before = pending;
      if (before != null) {
        boolean continues = next != null && next.bucket() == before.bucket();
        if (crowded || continues) {
          ready = before;
        }
        crowded = continues;
      }
      pending = next;
    }
    return ready != null;
  }

  @Override
  public Member next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    Member member = ready;
    ready = null;
    if (member == null) {
      throw new NoSuchElementException();
    }
    return member;
  }
}
