import com.google.gson.JsonObject;
import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.BitSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.rocketmq.client.consumer.DefaultMQPushConsumer;
import org.apache.rocketmq.client.consumer.listener.ConsumeConcurrentlyStatus;
import org.apache.rocketmq.client.consumer.listener.MessageListenerConcurrently;
import org.apache.rocketmq.common.consumer.ConsumeFromWhere;
import org.apache.rocketmq.common.message.MessageExt;

/** Consumes a backlog whose messages begin with their number, and measures that. */
final class ConsumeBench {
    private static final OperatingSystemMXBean SYSTEM =
        (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    private final BitSet seen = new BitSet();
    private final AtomicLong calls = new AtomicLong();
    private final AtomicLong firstNanos = new AtomicLong();
    private final CountDownLatch end = new CountDownLatch(1);
    private final int count;
    private int distinct;

    private ConsumeBench(int count) {
        this.count = count;
    }

    static JsonObject run(Settings settings, JsonObject request) throws Exception {
        ConsumeBench bench = new ConsumeBench((int) Settings.number(request, "count", 50_000));
        long cpuBefore = SYSTEM.getProcessCpuTime();
        long before = System.nanoTime();
        DefaultMQPushConsumer consumer = settings.applyTo(
            new DefaultMQPushConsumer(request.get("group").getAsString(), settings.hook()));
        consumer.setConsumeFromWhere(ConsumeFromWhere.CONSUME_FROM_FIRST_OFFSET);
        consumer.subscribe(request.get("topic").getAsString(), "*");
        consumer.setMessageListener((MessageListenerConcurrently) (messages, context) -> {
            for (MessageExt message : messages) {
                bench.take(message);
            }
            return ConsumeConcurrentlyStatus.CONSUME_SUCCESS;
        });
        consumer.start();
        bench.end.await();
        double seconds = (System.nanoTime() - before) / 1e9;
        double cpuMicroseconds = (SYSTEM.getProcessCpuTime() - cpuBefore) / 1e3;
        consumer.shutdown();
        JsonObject json = new JsonObject();
        json.addProperty("failed", 0);
        json.addProperty("messagesPerSecond", Math.round(bench.count / seconds));
        json.addProperty("cpuMicrosecondsPerMessage", cpuMicroseconds / bench.count);
        json.addProperty("firstMessageMs", (bench.firstNanos.get() - before) / 1e6);
        json.addProperty("repeated", bench.calls.get() - bench.count);
        return json;
    }

    private void take(MessageExt message) {
        firstNanos.compareAndSet(0, System.nanoTime());
        calls.incrementAndGet();
        int number = ByteBuffer.wrap(message.getBody()).getInt();
        synchronized (seen) {
            if (!seen.get(number)) {
                seen.set(number);
                distinct += 1;
            }
            if (distinct == count) {
                end.countDown();
            }
        }
    }
}
