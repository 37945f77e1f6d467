package dev.nightshift.training.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LanesTest {

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 5})
  void resultsAreTakenInTheOrderOfTheirIndices(int count) {
    List<String> taken = new ArrayList<>();
    try (Lanes lanes = new Lanes(count)) {
      lanes.<Integer>inOrder(
          3,
          10,
          index -> lane -> index * index,
          (index, lane, square) -> taken.add(index + ":" + square));
    }
    assertThat(taken).containsExactly("3:9", "4:16", "5:25", "6:36", "7:49", "8:64", "9:81");
  }

  @Test
  void aLaneRestsUntilItsResultWasTaken() {
    int[] buffers = new int[3];
    List<Integer> seen = new ArrayList<>();
    try (Lanes lanes = new Lanes(buffers.length)) {
      lanes.<Boolean>inOrder(
          0,
          50,
          index ->
              lane -> {
                buffers[lane] = index;
                return true;
              },
          (index, lane, done) -> seen.add(buffers[lane]));
    }
    assertThat(seen).hasSize(50).isSorted().doesNotHaveDuplicates();
  }

  @Test
  void lanesWorkAtTheSameTime() {
    CountDownLatch both = new CountDownLatch(2);
    Set<String> threads = ConcurrentHashMap.newKeySet();
    try (Lanes lanes = new Lanes(2)) {
      lanes.<Boolean>inOrder(
          0,
          2,
          index ->
              lane -> {
                threads.add(Thread.currentThread().getName());
                both.countDown();
                await(both);
                return true;
              },
          (index, lane, done) -> {});
    }
    assertThat(threads).containsExactlyInAnyOrder("training-lane-0", "training-lane-1");
  }

  @Test
  void aFailureIsThrownAsItWasAndOnlyWhenTheOtherLanesHaveEnded() {
    CountDownLatch failed = new CountDownLatch(1);
    AtomicInteger ended = new AtomicInteger();
    try (Lanes lanes = new Lanes(2)) {
      assertThatThrownBy(
              () ->
                  lanes.<Boolean>inOrder(
                      0,
                      2,
                      index ->
                          lane -> {
                            if (index == 0) {
                              failed.countDown();
                              throw new IllegalStateException("the loss is no number");
                            }
                            await(failed);
                            ended.incrementAndGet();
                            return true;
                          },
                      (index, lane, done) -> {}))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("the loss is no number");
      assertThat(ended).hasValue(1);
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
