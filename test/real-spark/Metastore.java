import java.net.InetSocketAddress;
import org.apache.hadoop.hive.conf.HiveConf;
import org.apache.hadoop.hive.metastore.HiveMetaStore;
import org.apache.hadoop.hive.metastore.api.ThriftHiveMetastore;
import org.apache.hadoop.hive.metastore.txn.TxnDbUtil;
import org.apache.thrift.server.TThreadPoolServer;
import org.apache.thrift.transport.TServerSocket;

/** A Hive metastore on the loopback address, where Hive's own program listens on all: PORT KEY=VALUE... */
class Metastore {
  public static void main(String[] args) throws Exception {
    HiveConf conf = new HiveConf();
    for (int i = 1; i < args.length; i++) {
      String[] setting = args[i].split("=", 2);
      conf.set(setting[0], setting[1]);
    }
    var handler = HiveMetaStore.newRetryingHMSHandler("metastore", conf, false);
    // The tables of the locks.
    TxnDbUtil.prepDb(conf);
    var socket = new TServerSocket(new InetSocketAddress("127.0.0.1", Integer.parseInt(args[0])));
    var processor = new ThriftHiveMetastore.Processor<>(handler);
    new TThreadPoolServer(new TThreadPoolServer.Args(socket).processor(processor)).serve();
  }
}
