package dev.nightshift.pipelines.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.nightshift.pipelines.plan.PipelinePlan;
import dev.nightshift.pipelines.plan.Planner;
import dev.nightshift.pipelines.run.PipelineResult;
import dev.nightshift.pipelines.run.PipelineRunner;
import dev.nightshift.pipelines.secret.SecretReferences;
import dev.nightshift.pipelines.spec.Configuration;
import dev.nightshift.pipelines.spec.PipelineSpec;
import dev.nightshift.pipelines.spec.SpecParser;
import dev.nightshift.pipelines.testing.FakeJob;
import dev.nightshift.pipelines.testing.Lines;
import dev.nightshift.pipelines.testing.SharedSpark;
import dev.nightshift.runtime.job.JobOutcome;
import dev.nightshift.runtime.job.JobRunner;
import dev.nightshift.runtime.lake.Lake;
import dev.nightshift.schema.error.Fault;
import dev.nightshift.schema.error.Faults;
import dev.nightshift.schema.error.GateRefusedException;
import dev.nightshift.schema.error.RequestException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** Real Quartz on a real H2 file, a real lake, and a pipeline of one fast job. */
class SchedulesTest {

  private static final String NEVER = "0 0 0 1 1 ? 2099";
  private static final Clock CLOCK = Clock.systemUTC();

  @TempDir(cleanup = CleanupMode.NEVER)
  private Path folder;

  private Lake lake;
  private NightLog log;

  @BeforeEach
  void openLake() {
    lake = Lake.open(SharedSpark.session(), folder.resolve("lake").toString());
    log = new NightLog(lake);
  }

  /** Runs a pipeline of one job, and keeps which nights it worked on. */
  private final class Work implements NightWork {
    private final ConcurrentLinkedQueue<Night> worked = new ConcurrentLinkedQueue<>();
    private final Consumer<Night> job;

    Work(Consumer<Night> job) {
      this.job = job;
    }

    @Override
    public NightLog log(Schedule schedule) {
      return log;
    }

    @Override
    public PipelineResult run(Night night) {
      worked.add(night);
      FakeJob fast =
          FakeJob.of("fast")
              .doing(
                  (context, arguments) -> {
                    job.accept(night);
                    return JobOutcome.empty().artifact("report", folder.toString());
                  });
      Faults faults = new Faults();
      PipelineSpec spec =
          SpecParser.parse("name: p\nsteps: [{name: only, job: fast}]", "p.yaml", ".", faults);
      SecretReferences secrets = new SecretReferences(Map.of());
      PipelinePlan plan =
          Planner.plan(spec, Configuration.empty(), FakeJob.catalog(fast), secrets, faults);
      faults.throwIfAny();
      Lines lines = new Lines();
      JobRunner jobs = new JobRunner(SharedSpark.session(), lake, lines, CLOCK, "test");
      return new PipelineRunner(jobs, lake, secrets, lines, CLOCK).run(plan, night.id(), true);
    }
  }

  private ScheduleStore store() {
    return ScheduleStore.embedded(folder.resolve("schedule"));
  }

  private static Schedule schedule(String name, String cron) {
    return new Schedule(name, cron, ZoneId.of("UTC"), "/p.yaml", Map.of(), List.of("a=1"));
  }

  @Test
  void twoServicesOnOneStoreGiveEachFireTimeOneOutcome() {
    Work work = new Work(night -> {});
    try (Schedules one = Schedules.open(store(), CLOCK);
        Schedules two = Schedules.open(store(), CLOCK)) {
      one.put(schedule("often", "0/2 * * * * ?"));
      one.serve(new NightRunner(work, CLOCK));
      two.serve(new NightRunner(work, CLOCK));
      await().atMost(Duration.ofMinutes(2)).until(() -> log.all().size() >= 3);
      one.pause("often");
    }

    assertThat(work.worked).doesNotHaveDuplicates();
    assertThat(log.all()).extracting(NightRow::nightId).doesNotHaveDuplicates();
    assertThat(log.all())
        .allSatisfy(
            row -> {
              assertThat(row.outcome()).isEqualTo("DONE");
              assertThat(row.trigger()).isEqualTo("calendar");
              assertThat(row.report()).isEqualTo(folder.toString());
              assertThat(row.fireTime().getEpochSecond() % 2).isZero();
              assertThat(row.fireTime().getNano()).isZero();
            });
  }

  @Test
  void aDoubleFireFindsTheOutcomeAndDoesNothing() throws Exception {
    Night night =
        new Night(
            schedule("double", "0 0 2 * * ?"),
            Instant.parse("2026-11-21T02:00:00Z"),
            Night.Trigger.CALENDAR);
    CyclicBarrier both = new CyclicBarrier(2);
    Work work =
        new Work(
            n -> {
              try {
                both.await(1, TimeUnit.MINUTES);
              } catch (Exception e) {
                throw new IllegalStateException(e);
              }
            });
    NightRunner runner = new NightRunner(work, CLOCK);

    // Both find no outcome and work; one row is committed.
    CompletableFuture<Optional<NightRow>> first =
        CompletableFuture.supplyAsync(() -> runner.run(night));
    CompletableFuture<Optional<NightRow>> second =
        CompletableFuture.supplyAsync(() -> runner.run(night));
    assertThat(first.get(2, TimeUnit.MINUTES)).isPresent();
    assertThat(second.get(2, TimeUnit.MINUTES)).isPresent();
    assertThat(log.all()).hasSize(1);

    // A later one does not even work.
    assertThat(runner.run(night)).contains(log.all().get(0));
    assertThat(work.worked).hasSize(2);
  }

  @Test
  void aTriggeredRunIsOutsideOfTheCalendar() {
    Work work =
        new Work(
            night -> {
              throw new GateRefusedException(List.of(Fault.of("exact match is .1, below .4")));
            });
    Instant asked = Instant.parse("2026-11-21T10:11:12.345Z");
    try (Schedules service = Schedules.open(store(), CLOCK);
        Schedules client = Schedules.open(store(), CLOCK)) {
      service.put(schedule("asked", NEVER));
      assertThat(client.isServed()).isFalse();
      service.serve(new NightRunner(work, CLOCK));
      await().until(client::isServed);

      client.trigger("asked", asked);
      await().atMost(Duration.ofMinutes(1)).until(() -> !log.all().isEmpty());
    }

    NightRow row = log.all().get(0);
    assertThat(row.trigger()).isEqualTo("manual");
    assertThat(row.fireTime()).isEqualTo(asked);
    assertThat(row.outcome()).isEqualTo("REFUSED");
    assertThat(row.message()).isEqualTo("exact match is .1, below .4");
    try (Schedules after = Schedules.open(store(), CLOCK)) {
      assertThat(after.isServed()).isFalse();
    }
  }

  @Test
  void schedulesSurviveTheProcessAndCanBePausedAndReplaced() {
    Schedule hourly = schedule("kept", "0 0 * * * ?");
    try (Schedules schedules = Schedules.open(store(), CLOCK)) {
      schedules.put(hourly);
      schedules.pause("kept");
    }
    try (Schedules schedules = Schedules.open(store(), CLOCK)) {
      assertThat(schedules.list()).hasSize(1);
      assertThat(schedules.list().get(0).schedule()).isEqualTo(hourly);
      assertThat(schedules.list().get(0).paused()).isTrue();
      schedules.resume("kept");
      assertThat(schedules.list().get(0).paused()).isFalse();
      schedules.put(schedule("kept", "0 30 * * * ?"));
      assertThat(schedules.list()).hasSize(1);
      assertThat(schedules.list().get(0).next().atZone(ZoneId.of("UTC")).getMinute()).isEqualTo(30);
      assertThatThrownBy(() -> schedules.pause("kpet"))
          .isInstanceOf(RequestException.class)
          .hasMessage("--name: there is no schedule 'kpet'. Did you mean 'kept'?");
    }
  }

  @Test
  void missedFiresAreMadeUpForOnceUnderTheTimeThatWasDue() throws SQLException {
    Work work = new Work(night -> {});
    try (Schedules schedules = Schedules.open(store(), CLOCK)) {
      schedules.put(schedule("missed", "0 0 * * * ?"));
    }
    Instant threeHoursAgo =
        CLOCK.instant().truncatedTo(ChronoUnit.HOURS).minus(3, ChronoUnit.HOURS);
    try (Connection connection = store().connect();
        PreparedStatement update =
            connection.prepareStatement("UPDATE QRTZ_TRIGGERS SET NEXT_FIRE_TIME = ?")) {
      update.setLong(1, threeHoursAgo.toEpochMilli());
      update.executeUpdate();
    }
    Instant before = CLOCK.instant().truncatedTo(ChronoUnit.HOURS);
    try (Schedules schedules = Schedules.open(store(), CLOCK)) {
      schedules.serve(new NightRunner(work, CLOCK));
      await().atMost(Duration.ofMinutes(1)).until(() -> !log.all().isEmpty());
      assertThat(schedules.list().get(0).next()).isAfter(CLOCK.instant());
    }

    assertThat(work.worked).hasSize(1);
    assertThat(log.all().get(0).fireTime())
        .isIn(before, CLOCK.instant().truncatedTo(ChronoUnit.HOURS));
  }

  @Test
  void aNightThatACrashCutOffRunsAgainUnderItsOwnTime() throws Exception {
    CountDownLatch started = new CountDownLatch(1);
    CountDownLatch never = new CountDownLatch(1);
    Work cut =
        new Work(
            night -> {
              started.countDown();
              try {
                never.await();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
    Schedules crashed = Schedules.open(store(), CLOCK);
    crashed.put(schedule("cut", "0/1 * * * * ?"));
    crashed.serve(new NightRunner(cut, CLOCK));
    assertThat(started.await(1, TimeUnit.MINUTES)).isTrue();
    crashed.pause("cut");
    crashed.close();
    assertThat(log.all()).isEmpty();

    Work work = new Work(night -> {});
    try (Schedules next = Schedules.open(store(), CLOCK)) {
      next.serve(new NightRunner(work, CLOCK));
      await().atMost(Duration.ofMinutes(2)).until(() -> !log.all().isEmpty());
    }

    assertThat(log.all()).hasSize(1);
    assertThat(log.all().get(0).fireTime()).isEqualTo(cut.worked.peek().fireTime());
    assertThat(log.all().get(0).nightId()).isEqualTo(cut.worked.peek().id());
  }
}
