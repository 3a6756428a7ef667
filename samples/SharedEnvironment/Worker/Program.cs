System.Console.WriteLine("Worker");
