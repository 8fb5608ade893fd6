import com.google.gson.JsonObject;
import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.rocketmq.client.producer.DefaultMQProducer;
import org.apache.rocketmq.client.producer.SendCallback;
import org.apache.rocketmq.client.producer.SendResult;
import org.apache.rocketmq.common.message.Message;

/** Sends messages with a bounded number of them under way, and measures that. */
final class Bench {
    private static final OperatingSystemMXBean SYSTEM =
        (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    private final DefaultMQProducer producer;
    private final JsonObject request;
    private final AtomicLong failed = new AtomicLong();

    private Bench(DefaultMQProducer producer, JsonObject request) {
        this.producer = producer;
        this.request = request;
    }

    static JsonObject run(Settings settings, JsonObject request) throws Exception {
        DefaultMQProducer producer =
            settings.applyTo(new DefaultMQProducer("peer-bench", settings.hook()));
        producer.start();
        try {
            return new Bench(producer, request).measure();
        } finally {
            producer.shutdown();
        }
    }

    private JsonObject measure() throws Exception {
        long count = Settings.number(request, "count", 20_000);
        send(Settings.number(request, "warmUp", count / 4));
        failed.set(0);
        long cpuBefore = SYSTEM.getProcessCpuTime();
        long before = System.nanoTime();
        send(count);
        double seconds = (System.nanoTime() - before) / 1e9;
        double cpuMicroseconds = (SYSTEM.getProcessCpuTime() - cpuBefore) / 1e3;
        JsonObject json = new JsonObject();
        json.addProperty("count", count);
        json.addProperty("failed", failed.get());
        json.addProperty("messagesPerSecond", Math.round(count / seconds));
        json.addProperty("cpuMicrosecondsPerMessage", cpuMicroseconds / count);
        return json;
    }

    /** Returns when every message was answered. */
    private void send(long count) throws Exception {
        int outstanding = (int) Settings.number(request, "outstanding", 100);
        byte[] body = new byte[(int) Settings.number(request, "bodyBytes", 300)];
        String topic = request.get("topic").getAsString();
        Semaphore window = new Semaphore(outstanding);
        for (long sent = 0; sent < count; sent++) {
            window.acquire();
            producer.send(new Message(topic, body), new SendCallback() {
                @Override
                public void onSuccess(SendResult result) {
                    window.release();
                }

                @Override
                public void onException(Throwable error) {
                    failed.incrementAndGet();
                    window.release();
                }
            });
        }
        window.acquire(outstanding);
    }
}
