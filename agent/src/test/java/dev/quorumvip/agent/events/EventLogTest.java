package dev.quorumvip.agent.events;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quorumvip.agent.events.EventLog.Page;
import dev.quorumvip.api.ClusterEvent;
import dev.quorumvip.api.EventType;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(20)
class EventLogTest {
    private static final int CAPACITY = 4;

    private final EventLog log = new EventLog(CAPACITY);

    @Test
    void isEmptyAtFirst() {
        Page page = log.after(EventId.START, 10);
        assertThat(page.events()).isEmpty();
        assertThat(page.next()).isEqualTo(EventId.START);
        assertThat(page.overrun()).isFalse();
        assertThat(log.floor()).isEqualTo(EventId.START);
    }

    @Test
    void tellsWhatCameAfterAPlace() {
        append(3, 2);
        append(5, 1);

        assertThat(idsAfter("0-0")).containsExactly("3-1", "3-2", "5-1");
        assertThat(idsAfter("3-1")).containsExactly("3-2", "5-1");
        assertThat(idsAfter("3-2")).containsExactly("5-1");
        assertThat(idsAfter("4-7")).as("a place at which nothing is").containsExactly("5-1");
        assertThat(idsAfter("5-1")).isEmpty();
    }

    @Test
    void aReaderThatIsAheadOfThisNodeMissesNothingAndHearsNothingTwice() {
        append(3, 1);
        assertThat(idsAfter("9-1")).isEmpty();
        append(9, 2);
        assertThat(idsAfter("9-1")).containsExactly("9-2");
    }

    @Test
    void tellsAsManyAtOnceAsAskedFor() {
        append(1, 3);
        Page first = log.after(EventId.START, 2);
        assertThat(ids(first)).containsExactly("1-1", "1-2");
        Page second = log.after(first.next(), 2);
        assertThat(ids(second)).containsExactly("1-3");
        assertThat(second.next()).isEqualTo(EventId.parse("1-3"));
    }

    @Test
    void theOldestMakeRoomAndTheirReadersAreTold() {
        append(1, 3);
        append(2, 3);

        assertThat(log.floor()).isEqualTo(EventId.parse("1-2"));
        Page page = log.after(EventId.parse("1-1"), 10);
        assertThat(page.overrun()).isTrue();
        assertThat(ids(page)).containsExactly("1-2", "1-3", "2-1", "2-2", "2-3");
        assertThat(page.events().getFirst().type()).isEqualTo(EventType.GAP);
        assertThat(log.after(EventId.parse("1-2"), 10).overrun())
                .as("nothing was lost to this one")
                .isFalse();
    }

    @Test
    void nothingIsToldTwice() {
        append(1, 1);
        append(2, 1);
        append(1, 1);
        append(2, 1);
        log.restored(2);
        assertThat(idsAfter("0-0")).containsExactly("1-1", "2-1");
    }

    @Test
    void anEntryWithoutEventsCountsAsTold() {
        log.append(7, List.of());
        log.restored(7);
        append(8, 1);
        assertThat(idsAfter("0-0")).containsExactly("8-1");
    }

    @Test
    void aSnapshotAfterAStartIsWhereThisNodesMemoryBegins() {
        log.restored(100);
        append(101, 1);

        assertThat(log.floor()).isEqualTo(EventId.before(101));
        assertThat(idsAfter("101-0")).containsExactly("101-1");
        Page page = log.after(EventId.parse("99-1"), 10);
        assertThat(page.overrun()).isTrue();
        assertThat(ids(page)).containsExactly("101-0", "101-1");
    }

    @Test
    void aSnapshotBetweenLeavesAGapThatIsTold() {
        append(1, 1);
        log.restored(100);
        append(101, 1);

        Page page = log.after(EventId.parse("1-1"), 10);
        assertThat(page.overrun()).as("not the reader's fault").isFalse();
        assertThat(ids(page)).containsExactly("101-0", "101-1");
        assertThat(page.events().getFirst().type()).isEqualTo(EventType.GAP);
        assertThat(idsAfter("100-3")).as("also to one that has read elsewhere").containsExactly("101-0", "101-1");
        assertThat(idsAfter("101-0")).containsExactly("101-1");
    }

    @Test
    void readersAreWokenUntilTheyLeave() {
        List<String> woken = new ArrayList<>();
        EventLog.Watch one = log.watch(() -> woken.add("one"));
        EventLog.Watch two = log.watch(() -> woken.add("two"));
        append(1, 2);
        assertThat(woken).containsExactly("one", "two");
        log.append(2, List.of());
        append(1, 2);
        assertThat(woken).as("nothing new").hasSize(2);
        one.close();
        log.restored(9);
        assertThat(woken).containsExactly("one", "two", "two");
        two.close();
        append(10, 1);
        assertThat(woken).hasSize(3);
    }

    @Test
    void aReaderMayReadAndLeaveWhenItIsWoken() {
        List<String> read = new ArrayList<>();
        List<EventLog.Watch> watch = new ArrayList<>();
        watch.add(log.watch(() -> {
            read.addAll(idsAfter("0-0"));
            watch.getFirst().close();
        }));
        append(1, 1);
        append(2, 1);
        assertThat(read).containsExactly("1-1");
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 4_096})
    void everyReaderSeesAllOrIsToldThatItDoesNot(int capacity) throws Exception {
        EventLog shared = new EventLog(capacity);
        List<CompletableFuture<Long>> readers = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            readers.add(CompletableFuture.supplyAsync(() -> readUntil(shared, 1_000)));
        }
        for (long index = 1; index <= 1_000; index++) {
            shared.append(index, events(index, 1 + (int) (index % 3)));
        }
        for (CompletableFuture<Long> reader : readers) {
            assertThat(reader.get(15, TimeUnit.SECONDS)).isEqualTo(1_000);
        }
    }

    /** Checks that no event is missing without a gap before it; gives the last index. */
    private static long readUntil(EventLog shared, long last) {
        EventId place = EventId.START;
        long index = 0;
        int number = 0;
        while (index < last) {
            Page page = shared.after(place, 5);
            for (ClusterEvent event : page.events()) {
                EventId id = EventId.parse(event.id());
                boolean next = (id.index() == index && id.number() == number + 1)
                        || (id.index() == index + 1 && id.number() == 1);
                if (event.type() != EventType.GAP && !next) {
                    throw new AssertionError(id + " after " + index + "-" + number);
                }
                index = id.index();
                number = id.number();
            }
            place = page.next();
        }
        return index;
    }

    private void append(long index, int count) {
        log.append(index, events(index, count));
    }

    private static List<ClusterEvent> events(long index, int count) {
        List<ClusterEvent> events = new ArrayList<>();
        for (int number = 1; number <= count; number++) {
            events.add(new ClusterEvent(
                    new EventId(index, number).toString(),
                    null,
                    EventType.VIP_DELETED,
                    "web",
                    null,
                    null,
                    null,
                    null,
                    null,
                    null));
        }
        return events;
    }

    private List<String> idsAfter(String id) {
        return ids(log.after(EventId.parse(id), 100));
    }

    private static List<String> ids(Page page) {
        return page.events().stream().map(ClusterEvent::id).toList();
    }
}
