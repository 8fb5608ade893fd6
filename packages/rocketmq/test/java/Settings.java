import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.rocketmq.acl.common.AclClientRPCHook;
import org.apache.rocketmq.acl.common.SessionCredentials;
import org.apache.rocketmq.client.ClientConfig;
import org.apache.rocketmq.remoting.RPCHook;

/** Where the servers are, and how to get in. */
final class Settings {
    private static final int OFTEN_MS = 1_000;
    private static final AtomicInteger CLIENTS = new AtomicInteger();

    private final JsonObject json;

    Settings(JsonObject json) {
        this.json = json;
    }

    /** The signature of each request, or null where nobody asks for one. */
    RPCHook hook() {
        if (!json.has("accessKey")) {
            return null;
        }
        String accessKey = json.get("accessKey").getAsString();
        String secretKey = json.get("secretKey").getAsString();
        return new AclClientRPCHook(new SessionCredentials(accessKey, secretKey));
    }

    <T extends ClientConfig> T applyTo(T client) {
        client.setNamesrvAddr(json.get("nameServerAddress").getAsString());
        client.setUseTLS(json.has("isTls") && json.get("isTls").getAsBoolean());
        // By default a test may wait 30 s for a new topic, or for a changed subscription to be known.
        client.setPollNameServerInterval(OFTEN_MS);
        client.setHeartbeatBrokerInterval(OFTEN_MS);
        // Java's own limit of 3 s counts the first connection too, which a busy machine may take longer for.
        client.setMqClientApiTimeout(30_000);
        // Clients of one name would share a connection, and its subscriptions.
        client.setInstanceName("peer-" + CLIENTS.incrementAndGet());
        return client;
    }

    static boolean isSet(JsonObject request, String name) {
        return request.has(name) && request.get(name).getAsBoolean();
    }

    static String text(JsonObject request, String name, String otherwise) {
        JsonElement value = request.get(name);
        return value == null ? otherwise : value.getAsString();
    }

    static long number(JsonObject request, String name, long otherwise) {
        JsonElement value = request.get(name);
        return value == null ? otherwise : value.getAsLong();
    }
}
