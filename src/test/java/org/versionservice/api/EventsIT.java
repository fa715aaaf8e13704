package org.versionservice.api;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.StringReader;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.versionservice.api.Client.Answer;
import org.versionservice.proof.EventListener;
import org.versionservice.proof.EventListener.Event;

/**
 * Tests that listeners get each change once and in order, and that slow ones do not delay writes.
 */
@ExtendWith(SharedService.class)
class EventsIT {

  /** The number of changes that the interrupted stream must deliver. */
  private static final int CHANGES = Integer.getInteger("events.changes", 2_000);

  private static final int CUTS = 100;
  private static final int LISTENERS = 500;

  private Client client;
  private URI base;

  @BeforeEach
  void connect(Client client, URI base) {
    this.client = client;
    this.base = base;
  }

  @Test
  void change_isSentWithItsCommit() {
    try (EventListener listener = listen("/events")) {
      assertThat(listener.status()).isEqualTo(200);
      assertThat(listener.header("Content-Type").orElse("")).startsWith("text/event-stream");
      JsonObject answer =
          client.json("POST", "/version/evt-a/increment", "{\"sha\":\"abcdef0\"}").json();
      client.send("DELETE", "/version/evt-a", null);
      List<Event> events = listener.next("change", 2);
      JsonObject first = json(events.get(0));
      assertThat(events.get(0).id()).isEqualTo(answer.getString("commit"));
      assertThat(first.keySet())
          .containsExactly(
              "app_id",
              "version",
              "previous",
              "revision",
              "type",
              "at",
              "by",
              "sha",
              "commit",
              "message");
      assertThat(first.getString("app_id")).isEqualTo("evt-a");
      assertThat(first.getString("version")).isEqualTo("1.0.1");
      assertThat(first.getInt("revision")).isEqualTo(1);
      assertThat(first.getString("type")).isEqualTo("patch");
      assertThat(first.getString("commit")).isEqualTo(answer.getString("commit"));
      assertThat(json(events.get(1)).getString("type")).isEqualTo("delete");
    }
  }

  @Test
  void filter_leavesOutTheOthers() {
    try (EventListener app = listen("/events?app=evf-a");
        EventListener project = listen("/events?project=evf");
        EventListener both = listen("/events?project=evf&app=evf-b")) {
      for (String id : List.of("evf-a", "evf-b", "evf.x-a", "evf-a")) {
        client.post("/version/" + id + "/increment");
      }
      assertThat(apps(app.next("change", 2))).containsExactly("evf-a", "evf-a");
      assertThat(apps(project.next("change", 3))).containsExactly("evf-a", "evf-b", "evf-a");
      assertThat(apps(both.next("change", 1))).containsExactly("evf-b");
    }
  }

  @Test
  void lastEventId_resumesAfterIt() {
    String first = commit("evr-a");
    String second = commit("evr-b");
    String third = commit("evr-a");
    try (EventListener all = listen("/events", first);
        EventListener some = listen("/events?app=evr-a", first);
        EventListener none = listen("/events", third)) {
      assertThat(ids(all.next("change", 2))).containsExactly(second, third);
      assertThat(ids(some.next("change", 1))).containsExactly(third);
      String fourth = commit("evr-c");
      assertThat(ids(all.next("change", 1))).containsExactly(fourth);
      assertThat(ids(none.next("change", 1))).containsExactly(fourth);
    }
  }

  @Test
  void unknownLastEventId_isAnsweredWithAReset_thenWithNewChanges() {
    String newest = commit("evx-a");
    for (String unknown : List.of("0".repeat(40), "nonsense", "x y")) {
      try (EventListener listener = listen("/events", unknown)) {
        Event reset = listener.next().orElseThrow();
        assertThat(reset.name()).as(unknown).isEqualTo("reset");
        assertThat(reset.id()).isEqualTo(newest);
        newest = commit("evx-a");
        assertThat(ids(listener.next("change", 1))).containsExactly(newest);
      }
    }
  }

  @Test
  void heartbeat_isSentWithoutChanges() {
    try (EventListener listener = listen("/events?app=evh-nobody")) {
      Event comment = listener.next().orElseThrow();
      assertThat(comment.name()).isEmpty();
      assertThat(comment.data()).startsWith(":");
    }
  }

  @Test
  void otherMethodsTypesAndParameters_areRefused() {
    assertThat(client.send("HEAD", "/events", null).status()).isEqualTo(200);
    Answer options = client.send("OPTIONS", "/events", null);
    assertThat(options.status()).isEqualTo(204);
    assertThat(options.header("Allow")).isEqualTo("GET, HEAD, OPTIONS");
    for (String method : List.of("POST", "PUT", "DELETE", "PATCH", "FOO")) {
      Answer refused = client.send(method, "/events", null);
      assertThat(refused.status()).isEqualTo(405);
      assertThat(refused.problem()).isEqualTo("METHOD_NOT_ALLOWED");
      assertThat(refused.header("Allow")).isEqualTo("GET, HEAD, OPTIONS");
    }
    assertThat(client.get("/events", "Accept", "application/json").problem())
        .isEqualTo("NOT_ACCEPTABLE");
    assertThat(client.get("/events?app=x").problem()).isEqualTo("INVALID_APP_ID");
    assertThat(client.get("/events?project=_").problem()).isEqualTo("INVALID_PROJECT_ID");
    assertThat(client.get("/events/x").problem()).isEqualTo("NOT_FOUND");
  }

  /** Some read at once, some only at the end, and some with a small receive buffer. */
  @Test
  void manyListeners_getEachChangeOnceAndInOrder() throws Exception {
    List<EventListener> listeners = new ArrayList<>();
    String before = commit("evm-start");
    try {
      for (int i = 0; i < LISTENERS; i++) {
        int buffer = i % 10 == 0 ? 4096 : 0;
        listeners.add(EventListener.to(base, "/events", Optional.of(before), buffer));
      }
      List<String> commits = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        commits.add(commit("evm-a"));
      }
      for (EventListener listener : listeners) {
        assertThat(ids(listener.next("change", commits.size()))).isEqualTo(commits);
      }
    } finally {
      listeners.forEach(EventListener::close);
    }
    assertThat(client.get("/health/live").status()).isEqualTo(200);
  }

  @Test
  void interruptedStream_deliversEachChangeOnceAndInOrder() throws Exception {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    String last = commit("evc-start");
    ExecutorService writers = Executors.newFixedThreadPool(16);
    List<Future<?>> changes = new ArrayList<>();
    for (int i = 0; i < CHANGES; i++) {
      String app = "evc-app" + i % 7;
      changes.add(writers.submit(() -> commit(app)));
    }
    writers.shutdown();
    EventListener asleep = EventListener.to(base, "/events?project=evc", Optional.of(last), 2048);
    List<Event> events = new ArrayList<>();
    int[] cuts = random.ints(CUTS, 0, CHANGES).sorted().toArray();
    for (int cut = 0; cut <= CUTS; cut++) {
      int until = cut < CUTS ? cuts[cut] : CHANGES;
      try (EventListener listener = listen("/events?project=evc", last)) {
        while (events.size() < until) {
          Event event = listener.next().orElseThrow();
          if (event.name().equals("change")) {
            events.add(event);
            last = event.id();
          } else {
            assertThat(event.name()).as("seed " + seed).isEmpty();
          }
        }
      }
    }
    for (Future<?> change : changes) {
      change.get();
    }
    assertThat(ids(asleep.next("change", CHANGES)))
        .as("who reads only when all is over, seed " + seed)
        .isEqualTo(ids(events));
    asleep.close();
    assertThat(ids(events)).as("seed " + seed).doesNotHaveDuplicates();
    for (int app = 0; app < 7; app++) {
      String id = "evc-app" + app;
      List<String> versions =
          events.stream()
              .map(EventsIT::json)
              .filter(event -> event.getString("app_id").equals(id))
              .map(event -> event.getString("version"))
              .toList();
      assertThat(versions)
          .as(id + ", seed " + seed)
          .isEqualTo(IntStream.rangeClosed(1, versions.size()).mapToObj(i -> "1.0." + i).toList());
    }
  }

  private EventListener listen(String target) {
    return EventListener.to(base, target, Optional.empty());
  }

  private EventListener listen(String target, String lastEventId) {
    return EventListener.to(base, target, Optional.of(lastEventId));
  }

  private String commit(String app) {
    return client.post("/version/" + app + "/increment").json().getString("commit");
  }

  private static List<String> ids(List<Event> events) {
    return events.stream().map(Event::id).toList();
  }

  private static List<String> apps(List<Event> events) {
    return events.stream().map(event -> json(event).getString("app_id")).toList();
  }

  private static JsonObject json(Event event) {
    try (JsonReader reader = Json.createReader(new StringReader(event.data()))) {
      return reader.readObject();
    }
  }
}
